import { describe, expect, it } from 'vitest';
import { middleSquare } from '../src/account/picture';

describe('the square of a picture', () => {
  it.each([
    [300, 200, [50, 0, 200]],
    [200, 300, [0, 50, 200]],
    [101, 100, [0, 0, 100]],
    [80, 80, [0, 0, 80]],
  ])('of %i by %i is in its middle', (width, height, square) =>
    expect(middleSquare(width, height)).toEqual(square),
  );
});
