'use client';

export { ForgotPasswordScreen as default } from '../../auth/forgot-password';
