import { describe, expect, it } from 'vitest';
import { COLOURS, colourOf } from '../../src/shell/colours';
import { placeBeside } from '../../src/shell/side/side-lists';

describe('the colour of a list', () => {
  it('is one of eight, the nearest to what the server has', () => {
    for (const [name, hex] of Object.entries(COLOURS)) expect(colourOf(hex)).toBe(name);
    expect(colourOf('#1d4ed8')).toBe('blue');
    expect(colourOf('#ff0066')).toBe('rose');
    expect(colourOf(null)).toBe('slate');
    expect(colourOf('red')).toBe('slate');
  });
});

describe('the place of a list', () => {
  it('is before or after another', () => {
    expect(placeBeside([1, 2, 3], 3, 1, 'before')).toEqual({ after: null, before: 1 });
    expect(placeBeside([1, 2, 3], 1, 3, 'after')).toEqual({ after: 3, before: null });
    expect(placeBeside([1, 2, 3], 1, 2, 'after')).toEqual({ after: 2, before: 3 });
  });
});
