'use client';

export { ForgotPasswordScreen as default } from '../../ui/screens/forgot-password';
