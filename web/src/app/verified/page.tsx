'use client';

export { VerifiedScreen as default } from '../../ui/screens/verified';
