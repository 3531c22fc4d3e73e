import { describe, expect, test } from 'vitest';
import { positionBelow, positionBetween } from '../../src/api/replica/positions';

const GOOD = /^[0-9a-f]{14}([0-9a-z]*[1-9a-z])?$/;

describe('a place between two', () => {
  test.each([
    ['00000000000001', '00000000000003'],
    ['00000000000001', '00000000000002'],
    ['00000000000001', '00000000000001i'],
    ['00000000000001i', '00000000000002'],
    ['00000000000001', '000000000000011'],
    ['000000000000011', '000000000000012'],
    ['00000000000001z', '00000000000002'],
    ['00000000000000', '00000000000005k'],
    [null, '00000000000005'],
    [null, '00000000000000a'],
    ['ffffffffffffff', null],
    ['fffffffffffffe', null],
    [null, null],
  ])('%s and %s', (low, high) => {
    const place = positionBetween(low, high);

    expect(place).toMatch(GOOD);
    if (low !== null) expect(place > low).toBe(true);
    if (high !== null) expect(place < high).toBe(true);
  });

  test('there are always others, on each side', () => {
    let low = '00e115e04f2e52';
    let high = '00e115e04f2e53';

    for (let i = 0; i < 120; i++) {
      const place = positionBetween(low, high);

      expect(place > low && place < high).toBe(true);
      expect(place).toMatch(GOOD);
      if (i % 2) low = place;
      else high = place;
    }
  });

  test('crossed neighbours, which two devices can make, give a place behind the first', () => {
    expect(positionBetween('00000000000005', '00000000000005')).toBe('00000000000006');
    expect(positionBetween('00000000000007', '00000000000005')).toBe('00000000000008');
  });
});

test('a new row goes below the others, and below those that the server has numbered by then', () => {
  const now = Date.UTC(2026, 11, 1);
  const numbered = (BigInt(now - Date.UTC(2025, 0, 1)) * 4096n - 1n).toString(16).padStart(14, '0');

  expect(positionBelow([], now) > numbered).toBe(true);
  expect(positionBelow(['7fffffffffffff', numbered], now)).toBe('80000000000000');
});
