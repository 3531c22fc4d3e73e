// What a text is after a key that was pressed before there was a field for it.

export interface TypedKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

// Null: the key writes nothing. AltGr, which is Ctrl and Alt together, writes signs, and so does
// the Option key of a Mac. Enter has no task to send yet, and parts the words.
export function afterKey(text: string, pressed: TypedKey): string | null {
  const { key, ctrlKey, metaKey, altKey, isComposing } = pressed;

  if (isComposing || metaKey || (ctrlKey && !altKey)) return null;
  if (key === 'Backspace') return [...text].slice(0, -1).join('');
  if (key === 'Enter') return text === '' ? text : `${text} `;
  return [...key].length === 1 ? text + key : null;
}
