// Parts of a page that are loaded when they are wanted.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patiently } from '../../src/shell/later';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('a part that does not come is asked for again', async () => {
  const load = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error('no answer'))
    .mockRejectedValueOnce(new Error('no answer'))
    .mockResolvedValue('part');
  const part = patiently(load);

  await vi.runAllTimersAsync();
  expect(await part).toBe('part');
  expect(load).toHaveBeenCalledTimes(3);
});

test('a part that never comes is given up within half a minute', async () => {
  const began = Date.now();
  const part = patiently(() => Promise.reject(new Error('gone'))).catch(({ message }) => message);

  await vi.runAllTimersAsync();
  expect(await part).toBe('gone');
  expect(Date.now() - began).toBeLessThan(30_000);
});
