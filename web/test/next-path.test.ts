import { describe, expect, it } from 'vitest';
import { readReason, safeNext, signInPath } from '../src/ui/lib/next-path';

describe('where to go after signing in', () => {
  it.each(['/today', '/list?id=7', '/tasks', '/account'])('goes to our own page %s', (next) => {
    expect(safeNext(next)).toBe(next);
  });

  it.each([
    null,
    undefined,
    '',
    'tasks',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example/tasks',
    'javascript:alert(1)',
    '/tasks/../sign-in',
    '/sign-in',
    '/api/auth/sign-out',
    '/tasks/',
    '/%2F%2Fevil.example',
    '/\n//evil.example',
    'data:text/html,x',
    '/account@evil.example',
    '@evil.example',
  ])('goes to the tasks instead of %j', (next) => {
    expect(safeNext(next)).toBe('/today');
  });

  it('drops a fragment and keeps a query', () => {
    expect(safeNext('/account?a=1#x')).toBe('/account?a=1');
  });
});

describe('the way to the sign-in page', () => {
  it('says why and where one wanted to be', () => {
    expect(signInPath('/account', 'expired')).toBe('/sign-in?next=%2Faccount&reason=expired');
    expect(signInPath(null, null)).toBe('/sign-in');
    expect(signInPath('//evil.example', null)).toBe('/sign-in');
  });

  it('knows only its own reasons', () => {
    expect(readReason('expired')).toBe('expired');
    expect(readReason('<b>')).toBeNull();
    expect(readReason(null)).toBeNull();
  });
});
