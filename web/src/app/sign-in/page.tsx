'use client';

export { SignInScreen as default } from '../../ui/screens/sign-in';
