import { describe, expect, it } from 'vitest';
import { linesOf, oneLine } from '../../src/tasks/quickadd/lines';

const texts = (text: string) => linesOf(text).map((line) => line.text);

describe('pasted lines', () => {
  it('are one task each, without empty ones', () => {
    expect(texts('Milk\r\n\n  Bread \n\u2028Eggs\n')).toEqual(['Milk', 'Bread', 'Eggs']);
    expect(texts('Milk')).toEqual(['Milk']);
    expect(texts(' \n\t\n')).toEqual([]);
  });

  it('lose what lists begin with', () => {
    expect(texts('- Milk\n* Bread\n• Eggs\n1. Flour\n12) Salt')).toEqual([
      'Milk',
      'Bread',
      'Eggs',
      'Flour',
      'Salt',
    ]);
  });

  it('keep what only looks like it', () => {
    expect(texts('-5 degrees\n2026 plan\n1.5 l milk\n[draft] letter')).toEqual([
      '-5 degrees',
      '2026 plan',
      '1.5 l milk',
      '[draft] letter',
    ]);
  });

  it('are done when their box is ticked', () => {
    expect(linesOf('- [ ] Milk\n- [x] Bread\n[X] Eggs\n☐ Flour\n☑ Salt')).toEqual([
      { text: 'Milk', completed: false },
      { text: 'Bread', completed: true },
      { text: 'Eggs', completed: true },
      { text: 'Flour', completed: false },
      { text: 'Salt', completed: true },
    ]);
  });

  it('become one line where one is wanted', () => {
    expect(oneLine('Milk\n  and\r\nbread')).toBe('Milk and bread');
  });
});
