// Who is signed in, for the parts of the shell that show it; null until the session is known.

import { createContext, use } from 'react';

export interface Person {
  id: string;
  name: string;
  email: string;
  image?: string | null | undefined;
  role?: string | null | undefined; // several are joined by commas; none where there are no admins
}

export const isAdmin = ({ role }: Person): boolean => (role ?? '').split(',').includes('admin');

const PersonContext = createContext<Person | null>(null);

export const PersonProvider = PersonContext.Provider;
export const usePerson = (): Person | null => use(PersonContext);
