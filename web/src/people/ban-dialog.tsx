// Asks why somebody is banned, and until when.

import { useState } from 'react';
import { tellOutcome } from '../account/tell';
import { useText } from '../text';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { Select } from '../ui/select';
import { ban, type Someone } from './calls';
import { usePeopleText } from './text';

const DAY_S = 86_400;
const ENDS = { never: null, day: DAY_S, week: 7 * DAY_S, month: 30 * DAY_S } as const;

type End = keyof typeof ENDS;

interface Props {
  someone: Someone;
  changed(): void;
  close(): void;
}

export function BanDialog({ someone, changed, close }: Props) {
  const t = usePeopleText();
  const app = useText();
  const [end, setEnd] = useState<End>('never');

  async function submit({ reason = '' }: Values) {
    const { problem } = await ban(someone.id, reason.trim(), ENDS[end]);

    if (problem) return problem;
    tellOutcome(null, t.banDone(someone.name));
    close();
    changed();
    return null;
  }

  return (
    <Dialog alert holdsText title={t.banTitle(someone.name)} close={close}>
      <p>{t.banText}</p>
      <Form
        danger
        submit={submit}
        button={t.banButton}
        pending={t.banButton}
        cancel={{ label: app.app.cancel, run: close }}
      >
        <Field
          name="reason"
          label={t.banReason}
          hint={t.banReasonHint}
          judge={() => null}
          autoComplete="off"
          dir="auto"
          autoFocus
        />
        <div className="field">
          <span className="field-label" aria-hidden="true">
            {t.banEnd}
          </span>
          <Select<End>
            label={t.banEnd}
            choices={(Object.keys(ENDS) as End[]).map((is) => ({ is, label: t.banEnds[is] }))}
            chosen={end}
            choose={setEnd}
          />
        </div>
      </Form>
    </Dialog>
  );
}
