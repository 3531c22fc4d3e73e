'use client';

export { VerifiedScreen as default } from '../../auth/verified';
