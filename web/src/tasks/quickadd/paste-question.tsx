// Several lines were pasted: are they several tasks?

import { useText } from '../../text';
import type { Line } from './lines';

const SHOWN = 5;

interface Props {
  lines: readonly Line[];
  busy: boolean;
  onSeveral(): void;
  onOne(): void;
}

export function PasteQuestion({ lines, busy, onSeveral, onOne }: Props) {
  const t = useText().quickAdd;
  const rest = lines.length - SHOWN;

  return (
    <div className="qa-paste" role="group" aria-labelledby="qa-paste">
      <h2 className="dialog-title" id="qa-paste">
        {t.paste.question(lines.length)}
      </h2>
      <ol className="qa-lines">
        {lines.slice(0, SHOWN).map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be the same
          <li key={i} dir="auto" data-done={line.completed || undefined}>
            {line.text}
          </li>
        ))}
        {rest > 0 ? <li className="qa-more">{t.paste.more(rest)}</li> : null}
      </ol>
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={onOne} disabled={busy}>
          {t.paste.one}
        </button>
        <button
          type="button"
          className="btn btn-primary"
          onClick={onSeveral}
          aria-disabled={busy}
          // biome-ignore lint/a11y/noAutofocus: the question is an answer to a key
          autoFocus
        >
          {t.paste.add(lines.length)}
        </button>
      </div>
    </div>
  );
}
