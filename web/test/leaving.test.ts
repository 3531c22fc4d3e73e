import { beforeEach, describe, expect, it } from 'vitest';
import { leaveBecause, stay, takeReason } from '../src/ui/lib/leaving';

beforeEach(() => {
  localStorage.clear();
  stay();
});

describe('why a session is over', () => {
  it('is the first reason, and told once', () => {
    leaveBecause('signed-out');
    leaveBecause('expired'); // the echo: requests that were under way
    expect(takeReason(true)).toBe('signed-out');
    localStorage.clear();
    expect(takeReason(true)).toBe('ended');
  });

  it('is nothing for somebody who was not signed in', () => {
    expect(takeReason(false)).toBeNull();
  });

  it('is that it ended, for somebody who was', () => {
    expect(takeReason(true)).toBe('ended');
  });

  it('is that one signed out, even if a request that was under way found no session first', () => {
    localStorage.setItem('ostiary.signed-out', String(Date.now()));
    leaveBecause('expired');
    expect(takeReason(true)).toBe('signed-out');
    localStorage.clear();
    leaveBecause('expired');
    expect(takeReason(true)).toBe('expired');
  });

  it('is that one signed out, in the other tabs too', () => {
    localStorage.setItem('ostiary.signed-out', String(Date.now()));
    expect(takeReason(true)).toBe('signed-out');
    localStorage.setItem('ostiary.signed-out', String(Date.now() - 60_000));
    expect(takeReason(true)).toBe('ended');
  });
});
