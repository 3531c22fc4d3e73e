import { describe, expect, it } from 'vitest';
import { commandOf, type Command } from '../src/ui/lib/shortcuts';

const press = (
  key: string,
  held: Partial<{ ctrlKey: boolean; metaKey: boolean; altKey: boolean }> = {},
) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });
const anywhere = { singleKeys: true, typing: false, onTask: false };

const single: [string, Command][] = [
  ['n', 'add'],
  ['N', 'add'],
  ['j', 'next'],
  ['k', 'previous'],
  ['x', 'toggle'],
  ['e', 'edit'],
  ['#', 'delete'],
  ['/', 'search'],
  ['?', 'help'],
];

describe('single keys', () => {
  it.each(single)('%s is "%s"', (key, command) => {
    expect(commandOf(press(key), anywhere)).toBe(command);
  });

  it.each(single)('%s is nothing when single keys are turned off', (key) => {
    expect(commandOf(press(key), { ...anywhere, singleKeys: false })).toBeNull();
    expect(commandOf(press(key), { ...anywhere, singleKeys: false, onTask: true })).toBeNull();
  });

  it.each(single)('%s is a letter while one types', (key) => {
    expect(commandOf(press(key), { ...anywhere, typing: true })).toBeNull();
  });

  it.each(['ctrlKey', 'metaKey', 'altKey'] as const)('leave the browser its own: %s', (held) => {
    expect(commandOf(press('n', { [held]: true }), anywhere)).toBeNull();
  });
});

describe('keys on a task', () => {
  it.each([
    ['Enter', 'edit'],
    ['Delete', 'delete'],
    ['ArrowDown', 'next'],
    ['ArrowUp', 'previous'],
  ] as const)(
    '%s is "%s" on a task, with single keys or without, and nothing elsewhere',
    (key, command) => {
      expect(commandOf(press(key), { ...anywhere, onTask: true })).toBe(command);
      expect(commandOf(press(key), { singleKeys: false, typing: false, onTask: true })).toBe(
        command,
      );
      expect(commandOf(press(key), anywhere)).toBeNull();
    },
  );

  it('leaves the space bar to the check box', () => {
    expect(commandOf(press(' '), { ...anywhere, onTask: true })).toBeNull();
  });
});

describe('taking back', () => {
  it('is Ctrl+Z, or Command+Z, but not in a text', () => {
    expect(commandOf(press('z', { ctrlKey: true }), anywhere)).toBe('undo');
    expect(commandOf(press('z', { metaKey: true }), { ...anywhere, singleKeys: false })).toBe(
      'undo',
    );
    expect(commandOf(press('z', { ctrlKey: true }), { ...anywhere, typing: true })).toBeNull();
    expect(commandOf(press('z'), anywhere)).toBeNull();
  });
});
