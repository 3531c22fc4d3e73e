'use client';

export { TaskApp as default } from '../../tasks/views/app';
