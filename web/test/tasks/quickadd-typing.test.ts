// What is typed before quick add has its field.

import { describe, expect, it } from 'vitest';
import { afterKey } from '../../src/tasks/quickadd/typing';

const press = (text: string, key: string, held = {}) =>
  afterKey(text, {
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    ...held,
  });

describe('what is typed ahead', () => {
  it('is the letters, in their order', () => {
    expect([...'Buy milk'].reduce((text, key) => press(text, key) ?? text, '')).toBe('Buy milk');
    expect(press('', '😀')).toBe('😀');
  });

  it('loses a whole letter to Backspace', () => {
    expect(press('ab', 'Backspace')).toBe('a');
    expect(press('a😀', 'Backspace')).toBe('a');
    expect(press('', 'Backspace')).toBe('');
  });

  it('has a blank for Enter', () => {
    expect(press('Call', 'Enter')).toBe('Call ');
    expect(press('', 'Enter')).toBe('');
  });

  it('takes no stroke of the page or the browser', () => {
    expect(press('a', 'k', { ctrlKey: true })).toBeNull();
    expect(press('a', 'v', { metaKey: true })).toBeNull();
    expect(press('a', 'Escape')).toBeNull();
    expect(press('a', 'Tab')).toBeNull();
    expect(press('a', 'x', { isComposing: true })).toBeNull();
    expect(press('a', '@', { ctrlKey: true, altKey: true })).toBe('a@');
  });
});
