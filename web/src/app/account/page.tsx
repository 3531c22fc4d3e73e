'use client';

export { AccountScreen as default } from '../../ui/screens/account';
