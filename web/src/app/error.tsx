'use client';

export { CrashScreen as default } from './client';
