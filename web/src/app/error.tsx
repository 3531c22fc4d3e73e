'use client';

export { CrashScreen as default } from '../auth/crash';
