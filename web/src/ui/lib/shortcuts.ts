// The keys of the task list, as a table that the help and the tests read as well.

export type Command =
  | 'add'
  | 'next'
  | 'previous'
  | 'toggle'
  | 'edit'
  | 'delete'
  | 'search'
  | 'help'
  | 'undo';

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export interface Focus {
  singleKeys: boolean; // the user has not turned them off
  typing: boolean; // the focus is in a text field
  onTask: boolean; // the focus is on a task's own control, its checkbox
}

// Active wherever the focus is, so WCAG 2.1.4 wants a switch for them.
const ANYWHERE: Record<string, Command> = {
  n: 'add',
  j: 'next',
  k: 'previous',
  x: 'toggle',
  e: 'edit',
  '#': 'delete',
  '/': 'search',
  '?': 'help',
};

// Active only while a task has the focus.
const ON_TASK: Record<string, Command> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Enter: 'edit',
  Delete: 'delete',
  Backspace: 'delete',
};

export function commandOf(pressed: Pressed, focus: Focus): Command | null {
  if (focus.typing) return null;
  if (pressed.ctrlKey || pressed.metaKey)
    return pressed.key.toLowerCase() === 'z' && !pressed.altKey ? 'undo' : null;
  if (pressed.altKey) return null;
  if (focus.onTask && ON_TASK[pressed.key]) return ON_TASK[pressed.key]!;
  return focus.singleKeys ? (ANYWHERE[pressed.key.toLowerCase()] ?? null) : null;
}
