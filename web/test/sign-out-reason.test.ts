import { beforeEach, describe, expect, it } from 'vitest';
import {
  setSignOutReason,
  clearSignOutReason,
  takeSignOutReason,
} from '../src/ui/lib/sign-out-reason';

beforeEach(() => {
  localStorage.clear();
  clearSignOutReason();
});

describe('why a session is over', () => {
  it('is the first reason, and told once', () => {
    setSignOutReason('signed-out');
    setSignOutReason('expired'); // the echo: requests that were under way
    expect(takeSignOutReason(true)).toBe('signed-out');
    localStorage.clear();
    expect(takeSignOutReason(true)).toBe('ended');
  });

  it('is nothing if no user was signed in', () => {
    expect(takeSignOutReason(false)).toBeNull();
  });

  it('is that the session ended, if a user was signed in', () => {
    expect(takeSignOutReason(true)).toBe('ended');
  });

  it('is that one signed out, even if a request that was under way found no session first', () => {
    localStorage.setItem('ostiary.signed-out', String(Date.now()));
    setSignOutReason('expired');
    expect(takeSignOutReason(true)).toBe('signed-out');
    localStorage.clear();
    setSignOutReason('expired');
    expect(takeSignOutReason(true)).toBe('expired');
  });

  it('is that one signed out, whatever is told of other devices', () => {
    setSignOutReason('signed-out-reminded');
    expect(takeSignOutReason(true)).toBe('signed-out-reminded');
    expect(takeSignOutReason(true)).toBe('signed-out'); // what the other tabs say
  });

  it('is that one signed out, in the other tabs too', () => {
    localStorage.setItem('ostiary.signed-out', String(Date.now()));
    expect(takeSignOutReason(true)).toBe('signed-out');
    localStorage.setItem('ostiary.signed-out', String(Date.now() - 60_000));
    expect(takeSignOutReason(true)).toBe('ended');
  });
});
