// When a rule of one's own ends.

import { parseDate } from '@internationalized/date';
import { useId } from 'react';
import { useText } from '../../../text';
import { ChoiceField, NumberInput } from '../form-fields';
import type { Rule } from './rule';

type End = Pick<Rule, 'count' | 'until'>;

interface Props {
  rule: Rule;
  day: string;
  onChange(end: End): void;
}

const MOST = 999;
const USUAL = 10;

function LastDay({
  day,
  value,
  onChange,
}: {
  day: string;
  value: string;
  onChange(day: string): void;
}) {
  const t = useText();
  const id = useId();

  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {t.repeat.endDay}
      </label>
      <input
        id={id}
        type="date"
        className="input"
        min={day}
        value={value}
        onChange={({ target }) => target.value && onChange(target.value)}
      />
    </div>
  );
}

export function EndFields({ rule, day, onChange }: Props) {
  const t = useText();
  const kind = rule.until ? 'until' : rule.count ? 'count' : 'never';
  const ends = {
    never: { count: null, until: null },
    until: { count: null, until: parseDate(day).add({ months: 3 }).toString() },
    count: { count: USUAL, until: null },
  };

  return (
    <div className="pick-row">
      <ChoiceField
        label={t.repeat.ends}
        value={kind}
        choices={[
          ['never', t.repeat.endsNever],
          ['until', t.repeat.endsOn],
          ['count', t.repeat.endsAfter],
        ]}
        onChange={(next) => onChange(ends[next])}
      />
      {rule.until ? (
        <LastDay
          day={day}
          value={rule.until}
          onChange={(until) => onChange({ count: null, until })}
        />
      ) : null}
      {rule.count ? (
        <NumberInput
          label={t.repeat.endCount}
          value={rule.count}
          most={MOST}
          onChange={(count) => onChange({ count, until: null })}
        />
      ) : null}
    </div>
  );
}
