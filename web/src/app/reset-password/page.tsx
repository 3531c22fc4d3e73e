'use client';

export { ResetPasswordScreen as default } from '../../auth/reset-password';
