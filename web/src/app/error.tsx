'use client';

export { CrashScreen as default } from '../ui/screens/crash';
