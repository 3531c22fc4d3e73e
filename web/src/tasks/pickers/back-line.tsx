// The head of a part of a picker, with the way back.

import { ChevronLeft } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { useText } from '../../text';

export function BackLine({ title, back }: { title: string; back(): void }) {
  const t = useText();

  return (
    <div className="pick-head">
      <Button
        className="btn btn-quiet btn-icon btn-sm"
        aria-label={t.repeat.back}
        autoFocus
        onPress={back}
      >
        <ChevronLeft className="icon flip" aria-hidden="true" />
      </Button>
      <h3>{title}</h3>
    </div>
  );
}
