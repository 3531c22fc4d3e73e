'use client';

export { NotFoundScreen as default } from './client';
