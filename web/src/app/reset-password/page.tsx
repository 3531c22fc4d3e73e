'use client';

export { ResetPasswordScreen as default } from '../../ui/screens/reset-password';
