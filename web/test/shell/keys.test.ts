import { describe, expect, it } from 'vitest';
import { commandOf, KEYS, keycaps, keyShortcuts, type Pressed } from '../../src/shell/keys';

const NONE = { singleKeys: true, typing: false, apart: false, before: null };
const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});

describe('keys', () => {
  it('mean what the table says', () => {
    expect(commandOf(press('n'), NONE)).toEqual({ id: 'add' });
    expect(commandOf(press('N'), NONE)).toEqual({ id: 'add' });
    expect(commandOf(press('?', { shiftKey: true }), NONE)).toEqual({ id: 'help' });
    expect(commandOf(press('k', { ctrlKey: true }), NONE)).toEqual({ id: 'palette' });
    expect(commandOf(press('k', { metaKey: true }), NONE)).toEqual({ id: 'palette' });
    expect(commandOf(press('ArrowDown', { altKey: true }), NONE)).toEqual({ id: 'moveDown' });
    expect(commandOf(press('q'), NONE)).toBeNull();
    expect(commandOf(press('n', { ctrlKey: true }), NONE)).toBeNull();
    expect(commandOf(press('z', { ctrlKey: true, shiftKey: true }), NONE)).toBeNull();
  });

  it('come one after the other', () => {
    expect(commandOf(press('g'), NONE)).toEqual({ before: 'g' });
    expect(commandOf(press('t'), { ...NONE, before: 'g' })).toEqual({ id: 'goToday' });
    expect(commandOf(press('t'), NONE)).toBeNull();
    expect(commandOf(press('n'), { ...NONE, before: 'g' })).toEqual({ id: 'add' });
  });

  it('do nothing while somebody types, but Ctrl K does', () => {
    const typing = { ...NONE, typing: true };

    expect(commandOf(press('n'), typing)).toBeNull();
    expect(commandOf(press('z', { ctrlKey: true }), typing)).toBeNull();
    expect(commandOf(press('k', { ctrlKey: true }), typing)).toEqual({ id: 'palette' });
    expect(commandOf(press('n'), { ...NONE, apart: true })).toBeNull();
  });

  it('are no part of a word that an input method makes', () => {
    expect(commandOf(press('n', { isComposing: true }), NONE)).toBeNull();
    expect(commandOf(press('n', { keyCode: 229 }), NONE)).toBeNull();
    expect(commandOf(press('k', { ctrlKey: true, isComposing: true }), NONE)).toBeNull();
  });

  it('work on keyboards with other letters', () => {
    expect(commandOf(press('т', { code: 'KeyN' }), NONE)).toEqual({ id: 'add' });
    expect(commandOf(press('ى', { code: 'KeyN' }), NONE)).toEqual({ id: 'add' });
    expect(commandOf(press('л', { code: 'KeyK', ctrlKey: true }), NONE)).toEqual({
      id: 'palette',
    });
    expect(commandOf(press('٣', { code: 'Digit3' }), NONE)).toEqual({ id: 'priorityLow' });
    expect(commandOf(press('؟', { code: 'Slash', shiftKey: true }), NONE)).toEqual({ id: 'help' });
    // A Latin keyboard with another order: the letter counts, not its place.
    expect(commandOf(press('n', { code: 'KeyL' }), NONE)).toEqual({ id: 'add' });
  });

  it('may be written with AltGr, which makes no command of a letter', () => {
    expect(commandOf(press('#', { altKey: true, ctrlKey: true }), NONE)).toEqual({ id: 'delete' });
    expect(commandOf(press('#', { altKey: true }), NONE)).toEqual({ id: 'delete' });
    expect(commandOf(press('n', { altKey: true }), NONE)).toBeNull();
    expect(commandOf(press('k', { altKey: true, ctrlKey: true }), NONE)).toBeNull();
  });

  it('can be switched off where they are single', () => {
    const off = { ...NONE, singleKeys: false };

    expect(commandOf(press('n'), off)).toBeNull();
    expect(commandOf(press('g'), off)).toBeNull();
    expect(commandOf(press('t'), { ...off, before: 'g' })).toBeNull();
    expect(commandOf(press('Delete'), off)).toEqual({ id: 'delete' });
    expect(commandOf(press('k', { ctrlKey: true }), off)).toEqual({ id: 'palette' });
  });

  it('mean one thing each', () => {
    const strokes = KEYS.flatMap((key) => key.strokes);

    expect(new Set(strokes).size).toBe(strokes.length);
  });

  it('are written as on the keyboard', () => {
    expect(keycaps('Mod+k', false)).toEqual([['Ctrl', 'K']]);
    expect(keycaps('Mod+k', true)).toEqual([['⌘', 'K']]);
    expect(keycaps('g t', false)).toEqual([['G'], ['T']]);
    expect(keyShortcuts('palette', false)).toBe('Control+k');
    expect(keyShortcuts('delete', false)).toBe('# Delete');
    expect(keyShortcuts('goToday', false)).toBeUndefined();
  });
});
