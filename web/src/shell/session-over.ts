// What asks the person whose session has ended to sign in again, over the page. The pages before
// the door know how to sign in, and the shell may not: the app brings them together.

import { createContext, use, type ComponentType } from 'react';
import type { User } from '../api/http/auth-client';

export interface SessionOverProps {
  user: User;
  leave(): void; // to the page of the doors
}

const SessionOverContext = createContext<ComponentType<SessionOverProps>>(() => null);

export const SessionOverProvider = SessionOverContext.Provider;
export const useSessionOver = (): ComponentType<SessionOverProps> => use(SessionOverContext);
