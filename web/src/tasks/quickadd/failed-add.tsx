// A task that the server refused: its text comes back into the field, or waits until that is empty.

import { CircleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { dropFailure, type Failure } from '../../api';
import { useText } from '../../text';
import { useFailedAdd } from './failures';
import { typedFor } from './sent';
import type { QuickAddState } from './use-quick-add';

export function FailedAdd({ state, send }: { state: QuickAddState; send(): void }) {
  const t = useText().quickAdd;
  const failed = useFailedAdd();
  const [shown, setShown] = useState<Failure | null>(null);
  const { text, takeOver } = state;

  useEffect(() => {
    if (!failed || text !== '') return;
    takeOver(typedFor(failed.id, failed.change));
    dropFailure(failed.key); // the text is in the draft now
    setShown(failed);
  }, [failed, text, takeOver]);

  if (!shown || text === '') return null;
  return (
    <div className="banner banner-error qa-failed" role="alert">
      <CircleAlert className="icon" aria-hidden="true" />
      <span>
        {t.failed(shown.title)} {shown.message}
      </span>
      <button
        type="button"
        className="btn btn-sm"
        onClick={() => {
          setShown(null);
          send();
        }}
      >
        {t.retry}
      </button>
    </div>
  );
}
