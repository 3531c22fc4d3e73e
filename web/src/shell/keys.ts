// The table of all keys. Tooltips, the dialog of keys and the handlers are made from it.

export type KeyGroup = 'anywhere' | 'go' | 'rows' | 'task';

// In a stroke, Mod is Ctrl, and ⌘ on a Mac. Two strokes with a blank between them are pressed one
// after the other. A name of one character is a single key, which a person can switch off.
const TABLE = {
  add: { group: 'anywhere', strokes: ['n'] },
  search: { group: 'anywhere', strokes: ['/'] },
  palette: { group: 'anywhere', strokes: ['Mod+k'] },
  undo: { group: 'anywhere', strokes: ['Mod+z'] },
  help: { group: 'anywhere', strokes: ['?'] },
  goToday: { group: 'go', strokes: ['g t'] },
  goUpcoming: { group: 'go', strokes: ['g u'] },
  goInbox: { group: 'go', strokes: ['g i'] },
  goCalendar: { group: 'go', strokes: ['g c'] },
  next: { group: 'rows', strokes: ['j', 'ArrowDown'] },
  previous: { group: 'rows', strokes: ['k', 'ArrowUp'] },
  open: { group: 'rows', strokes: ['Enter'] },
  moveDown: { group: 'rows', strokes: ['Alt+ArrowDown'] },
  moveUp: { group: 'rows', strokes: ['Alt+ArrowUp'] },
  complete: { group: 'task', strokes: ['x'] },
  date: { group: 'task', strokes: ['d'] },
  priorityHigh: { group: 'task', strokes: ['1'] },
  priorityMedium: { group: 'task', strokes: ['2'] },
  priorityLow: { group: 'task', strokes: ['3'] },
  priorityNone: { group: 'task', strokes: ['0'] },
  move: { group: 'task', strokes: ['v'] },
  delete: { group: 'task', strokes: ['#', 'Delete'] },
} as const satisfies Record<string, { group: KeyGroup; strokes: readonly string[] }>;

export type KeyId = keyof typeof TABLE;

export const KEYS = Object.entries(TABLE).map(([id, { group, strokes }]) => ({
  id: id as KeyId,
  group: group as KeyGroup,
  strokes: strokes as readonly string[],
}));

export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

export interface Situation {
  singleKeys: boolean; // the person has not switched them off
  typing: boolean; // the focus is in a text field
  apart: boolean; // the focus is in a dialog or a menu, which has keys of its own
  before: string | null; // the stroke that was pressed just now and may begin a longer one
}

const SIGNS: Record<string, string> = { Slash: '/', 'Shift+Slash': '?', 'Shift+Digit3': '#' };

// What the key means on a keyboard with Latin letters, where it writes others.
function latin({ key, code, shiftKey }: Pressed): string {
  if (key.length !== 1 || key.charCodeAt(0) < 0x80) return key;
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  if (/^Digit\d$/.test(code) && !shiftKey) return code.slice(5);
  return SIGNS[shiftKey ? `Shift+${code}` : code] ?? key;
}

function strokeOf(pressed: Pressed): string {
  const key = latin(pressed);
  const name = key.length === 1 ? key.toLowerCase() : key;

  // AltGr (Ctrl and Alt together) and the Mac's Option write signs; with a letter they are no
  // stroke of ours.
  if (pressed.altKey && key.length === 1) return /[\p{L}\p{N}]/u.test(key) ? '' : key;
  if (pressed.altKey && pressed.ctrlKey) return '';
  if (pressed.ctrlKey || pressed.metaKey) return pressed.shiftKey ? '' : `Mod+${name}`;
  return pressed.altKey ? `Alt+${name}` : name;
}

// An input method is at work: the key is part of a word.
const composes = ({ isComposing, keyCode }: Pressed) => isComposing || keyCode === 229;

const isSingle = (stroke: string) => stroke.split(' ').every((part) => part.length === 1);

// The command of a key, or the stroke after which another is waited for.
export function commandOf(
  pressed: Pressed,
  { singleKeys, typing, apart, before }: Situation,
): { id: KeyId } | { before: string } | null {
  if (composes(pressed)) return null;
  const stroke = strokeOf(pressed);

  if (!stroke || (typing && stroke !== 'Mod+k') || (apart && stroke !== 'Mod+k')) return null;
  const find = (wanted: string) =>
    KEYS.find(({ strokes }) =>
      strokes.some((one) => one === wanted && (singleKeys || !isSingle(one))),
    );
  const found = (before && find(`${before} ${stroke}`)) || find(stroke);

  if (found) return { id: found.id };
  const begins = KEYS.some(({ strokes }) => strokes.some((one) => one.startsWith(`${stroke} `)));

  return begins && singleKeys ? { before: stroke } : null;
}

// A stroke as it stands on the keys: one list for each that is pressed by itself.
export function keycaps(stroke: string, mac: boolean): string[][] {
  const names: Record<string, string> = {
    Mod: mac ? '⌘' : 'Ctrl',
    Alt: mac ? '⌥' : 'Alt',
    ArrowDown: '↓',
    ArrowUp: '↑',
    Enter: '↵',
    Delete: mac ? '⌦' : 'Del',
  };

  return stroke
    .split(' ')
    .map((one) => one.split('+').map((key) => names[key] ?? key.toUpperCase()));
}

// For aria-keyshortcuts; a sequence cannot be told there.
export function keyShortcuts(id: KeyId, mac: boolean): string | undefined {
  const found = TABLE[id].strokes
    .filter((stroke) => !stroke.includes(' '))
    .map((stroke) => stroke.replace('Mod', mac ? 'Meta' : 'Control'));

  return found.length ? found.join(' ') : undefined;
}

export const strokesOf = (id: KeyId): readonly string[] => TABLE[id].strokes;

export const isMac = (): boolean =>
  typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
