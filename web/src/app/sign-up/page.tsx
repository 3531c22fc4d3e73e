'use client';

export { SignUpScreen as default } from '../../ui/screens/sign-up';
