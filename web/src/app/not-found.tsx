'use client';

export { NotFoundScreen as default } from '../auth/not-found';
