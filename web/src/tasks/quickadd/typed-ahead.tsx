// While the code of quick add is on its way: what is typed meanwhile is kept for its field.

import { useLayoutEffect, useRef } from 'react';
import { useDraft } from '../../api';
import { afterKey } from './typing';

export function TypedAhead({ close }: { close(): void }) {
  const [text, setText] = useDraft('quick-add', '');
  const latest = useRef({ text, setText, close });

  latest.current = { ...latest.current, setText, close };
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const now = latest.current;

      const escapes = event.key === 'Escape' && !event.isComposing;
      const next = afterKey(now.text, event);

      if (next === null && !escapes) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // no key of the page
      if (next === null) return now.close();
      now.text = next;
      now.setText(next);
    };

    addEventListener('keydown', onKeyDown, { capture: true });
    return () => removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
  return null;
}
