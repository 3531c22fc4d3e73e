// The form for a code of the second step. Six digits are sent as soon as they are there.

import { useState } from 'react';
import { useDoorText } from '../text';
import { Choice } from '../ui/choice';
import { CodeField } from '../ui/code-field';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { ask } from '../ui/lib/auth-problems';
import { codeDigits } from '../ui/lib/features';
import { judgeCode } from '../ui/lib/rules';
import { isOver, verify, type Way } from '../ui/lib/second-step';

export const LEAD = 'second-lead';

interface CodeFormProps {
  way: Way;
  entered(answer: unknown): void;
  leave(reason: string | null): void;
}

// Boxes for the usual numbers of digits; a recovery code has letters, too.
const boxes = (way: Way): 6 | 8 | null => {
  const digits = way === 'backup' ? 0 : codeDigits()[way];

  return digits === 6 || digits === 8 ? digits : null;
};

export function CodeForm({ way, entered, leave }: CodeFormProps) {
  const t = useDoorText();
  const [round, setRound] = useState(0); // a wrong code is cleared
  const length = boxes(way);
  const common = { name: 'code', label: t.second.labels[way], judge: judgeCode, describedBy: LEAD };

  async function submit({ code = '', trust }: Values) {
    const answer = await ask((options) => verify(way, code, trust === 'on', options));

    if (!answer.problem) entered(answer.data);
    else if (isOver(way, answer.error)) leave(answer.problem.form);
    else if (answer.problem.fields.code) setRound((now) => now + 1);
    return answer.problem;
  }

  return (
    <Form submit={submit} button={t.second.go} pending={t.second.going}>
      {length ? (
        <CodeField
          {...common}
          length={length}
          autoFocus
          round={round}
          full={(_, input) => input.form?.requestSubmit()}
        />
      ) : (
        <Field
          {...common}
          autoComplete={way === 'backup' ? 'off' : 'one-time-code'}
          inputMode={way === 'backup' ? 'text' : 'numeric'}
          enterKeyHint="go"
          dir="ltr"
          autoFocus
          verbatim
        />
      )}
      <Choice name="trust">{t.second.trust}</Choice>
    </Form>
  );
}
