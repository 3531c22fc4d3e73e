'use client';

export { SignUpScreen as default } from '../../auth/sign-up';
