'use client';

export { TasksScreen as default } from '../../ui/screens/tasks';
