// What an admin asks the issuer: Better Auth's plugin `admin`.

import { authClient, type Session, type User } from '../api/http/auth-client';
import { authedCall } from '../shell/authed-call';
import { isAdmin } from '../shell/person';
import type { AuthAnswer } from '../ui/lib/auth-problems';

export const ROLES = ['user', 'admin'] as const;

export type Role = (typeof ROLES)[number];

export interface Someone extends User {
  role?: string | null;
  banned?: boolean | null;
  banReason?: string | null;
  banExpires?: Date | null;
}

// A ban that has ended is deleted with the next sign-in.
export const isBanned = ({ banned, banExpires }: Someone, now = new Date()): boolean =>
  banned === true && (!banExpires || banExpires > now);

export const roleOf = (someone: Someone): Role => (isAdmin(someone) ? 'admin' : 'user');

const get = <T>(path: string, query: Record<string, string>) =>
  authedCall<T>(
    (options) =>
      authClient.$fetch(`/admin/${path}`, { method: 'GET', query, ...options }) as Promise<
        AuthAnswer<T>
      >,
  );

const post = <T>(path: string, body: object) =>
  authedCall<T>(
    (options) =>
      authClient.$fetch(`/admin/${path}`, { method: 'POST', body, ...options }) as Promise<
        AuthAnswer<T>
      >,
  );

export const PAGE = 25;

// What of the people is shown.
export interface Wish {
  text: string;
  field: 'name' | 'email';
  show: 'all' | 'admins' | 'banned';
  sort: 'name' | 'createdAt';
  direction: 'asc' | 'desc';
  offset: number;
}

export const EVERYBODY: Wish = {
  text: '',
  field: 'name',
  show: 'all',
  sort: 'name',
  direction: 'asc',
  offset: 0,
};

const FILTERS = {
  all: {},
  admins: { filterField: 'role', filterOperator: 'contains', filterValue: 'admin' },
  banned: { filterField: 'banned', filterOperator: 'eq', filterValue: 'true' },
} satisfies Record<Wish['show'], Record<string, string>>;

export const queryOf = ({ text, field, show, sort, direction, offset }: Wish) => ({
  limit: String(PAGE),
  offset: String(offset),
  sortBy: sort,
  sortDirection: direction,
  ...(text.trim()
    ? { searchField: field, searchOperator: 'contains', searchValue: text.trim() }
    : {}),
  ...FILTERS[show],
});

export const listPeople = (wish: Wish) =>
  get<{ users: Someone[]; total: number }>('list-users', queryOf(wish));
export const getPerson = (id: string) => get<Someone>('get-user', { id });
export const listSessions = (userId: string) =>
  post<{ sessions: Session[] }>('list-user-sessions', { userId });
export const endSession = (sessionToken: string) => post('revoke-user-session', { sessionToken });
export const endSessions = (userId: string) => post('revoke-user-sessions', { userId });
export const setRole = (userId: string, role: Role) => post('set-role', { userId, role });
export const setPassword = (userId: string, newPassword: string) =>
  post('set-user-password', { userId, newPassword });
export const ban = (userId: string, banReason: string, banExpiresIn: number | null) =>
  post('ban-user', {
    userId,
    ...(banReason ? { banReason } : {}),
    ...(banExpiresIn === null ? {} : { banExpiresIn }),
  });
export const unban = (userId: string) => post('unban-user', { userId });
export const remove = (userId: string) => post('remove-user', { userId });
