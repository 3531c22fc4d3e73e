// The field in which one types, over a picture of its text in which the understood words are
// painted.

import { type ClipboardEvent, type KeyboardEvent, type Ref, useLayoutEffect, useRef } from 'react';
import { endingAt, pieces, type Span } from './spans';

interface Props {
  ref?: Ref<HTMLTextAreaElement>;
  text: string;
  spans: readonly Span[];
  label: string;
  describedBy: string;
  invalid: boolean;
  onText(text: string): void;
  onComposing(composing: boolean): void;
  onEnter(): void;
  onNotes(): void; // Shift and Enter
  onTakeBack(span: Span): void;
  onPaste(event: ClipboardEvent<HTMLTextAreaElement>): void;
}

// An input method uses these keys itself while it composes.
const composes = ({ nativeEvent }: KeyboardEvent) =>
  nativeEvent.isComposing || nativeEvent.keyCode === 229;

export function Mirror({ ref, text, spans, label, describedBy, invalid, ...on }: Props) {
  const caret = useRef<number | null>(text.length); // behind what was typed ahead
  const field = useRef<HTMLTextAreaElement | null>(null);

  // React writes the text into the field only when it is another one; the caret stays.
  useLayoutEffect(() => {
    if (caret.current !== null) field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (composes(event)) return;
    const { selectionStart, selectionEnd } = event.currentTarget;

    if (event.key === 'Enter') {
      event.preventDefault();
      if (event.shiftKey) on.onNotes();
      else on.onEnter();
    } else if (event.key === 'Backspace' && selectionStart === selectionEnd) {
      const span = endingAt(spans, selectionStart);

      if (!span || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      caret.current = selectionStart;
      on.onTakeBack(span);
    }
  };

  return (
    <div className="qa-field">
      <div className="qa-mirror" aria-hidden="true" dir="auto">
        {pieces(text, spans).map((piece) =>
          piece.understood ? (
            <b key={piece.start}>{piece.text}</b>
          ) : (
            <span key={piece.start}>{piece.text}</span>
          ),
        )}
        {'\u200b'}
      </div>
      <textarea
        ref={(element) => {
          field.current = element;
          if (typeof ref === 'function') ref(element);
          else if (ref) ref.current = element;
        }}
        className="qa-input"
        rows={1}
        dir="auto"
        value={text}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        autoCapitalize="sentences"
        enterKeyHint="done"
        // biome-ignore lint/a11y/noAutofocus: it was opened to type
        autoFocus
        onChange={(event) => on.onText(event.target.value)}
        onCompositionStart={() => on.onComposing(true)}
        onCompositionEnd={() => on.onComposing(false)}
        onKeyDown={onKeyDown}
        onPaste={on.onPaste}
      />
    </div>
  );
}
