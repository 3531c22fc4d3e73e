// The page to open after signing in. A link can put any text into the URL, so only pages of this
// site are accepted.

const PAGES = new Set([
  '/today',
  '/upcoming',
  '/inbox',
  '/all',
  '/list',
  '/tag',
  '/search',
  '/calendar',
  '/completed',
  '/trash',
  '/tasks', // before there were views
  '/account',
  '/people',
]);
const HOME = '/today';

const KNOWN = [
  'ended',
  'expired',
  'signed-out',
  'signed-out-reminded', // other devices may go on getting reminders
  'deleted',
  'fresh',
  'created',
  'reset',
] as const;

export type Reason = (typeof KNOWN)[number];

const REASONS = new Set<string>(KNOWN);

export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/')) return HOME;
  try {
    const base = 'https://self.invalid';
    const url = new URL(next, base);

    if (url.origin === base && PAGES.has(url.pathname)) return url.pathname + url.search;
  } catch {
    // not a URL
  }
  return HOME;
}

export function signInPath(next: string | null, reason: Reason | null): string {
  const query = new URLSearchParams();

  if (next && safeNext(next) === next) query.set('next', next);
  if (reason) query.set('reason', reason);
  return query.size ? `/sign-in?${query}` : '/sign-in';
}

export function readReason(text: string | null): Reason | null {
  return text && REASONS.has(text) ? (text as Reason) : null;
}
