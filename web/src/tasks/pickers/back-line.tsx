// The head of a part of a picker, with the way back.

import { ChevronLeft } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { useText } from '../../text';

interface Props {
  title: string;
  back(): void;
  focus?: boolean; // nothing below it takes the focus
}

export function BackLine({ title, back, focus = true }: Props) {
  const t = useText();

  return (
    <div className="pick-head">
      <Button
        className="btn btn-quiet btn-icon btn-sm"
        aria-label={t.repeat.back}
        autoFocus={focus}
        onPress={back}
      >
        <ChevronLeft className="icon flip" aria-hidden="true" />
      </Button>
      <h3>{title}</h3>
    </div>
  );
}
