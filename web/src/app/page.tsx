'use client';

export { HomeScreen as default } from '../auth/home';
