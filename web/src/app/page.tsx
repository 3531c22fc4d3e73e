'use client';

export { HomeScreen as default } from '../ui/screens/home';
