// Where the server has put this site on its host. The build leaves marks (scripts/pack.mjs), and
// the server writes the paths in their place: the root into every file, the issuer's path into the
// page. Without the server, as in the development server and in tests, both are the usual ones.

export const ROOT = process.env.UI_ROOT ?? '';

const ISSUER = '/api/auth';

export function issuerPath(): string {
  return (typeof document !== 'undefined' && document.documentElement.dataset.issuer) || ISSUER;
}

export const origin = () =>
  typeof location === 'undefined' ? 'http://localhost' : location.origin;

// A host without a name, for which browsers have no passkeys.
export const ADDRESS = /^[\d.]+$|^\[/;

// The path of a page as the router knows it.
export function pagePath(pathname: string): string {
  return ROOT && pathname.startsWith(`${ROOT}/`) ? pathname.slice(ROOT.length) : pathname;
}
