// A rule of one's own, as a form that says its rule in words.

import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { useText } from '../../../text';
import { BackLine } from '../back-line';
import { ChoiceField, NumberInput } from '../form-fields';
import { MonthWayField, WeekdaysField } from './custom-days';
import { EndFields } from './custom-end';
import { repeatWords } from './repeat-words';
import { plainRule, ruleText, type Freq, type Rule } from './rule';
import { monthWayOf, monthWays, weekdayOf } from './rule-choices';
import type { DateChange } from '../value';

type From = 'due' | 'completion';

interface Props {
  day: string;
  rule: Rule | null;
  from: From;
  set(change: DateChange): void;
  back(): void;
}

const FREQS: readonly Freq[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const MOST = 999;

// The days of the rule when its unit becomes another one.
function inUnit(rule: Rule, freq: Freq, day: string): Rule {
  const rest = { interval: rule.interval, count: rule.count, until: rule.until };

  if (freq === 'WEEKLY')
    return plainRule(freq, { ...rest, days: [{ nth: 0, day: weekdayOf(day) }] });
  if (freq === 'MONTHLY') return plainRule(freq, { ...rest, ...monthWays(day).day });
  return plainRule(freq, rest);
}

export function CustomRepeat({ day, rule: first, from: firstFrom, set, back }: Props) {
  const t = useText();
  const [rule, setRule] = useState(() => first ?? inUnit(plainRule('WEEKLY'), 'WEEKLY', day));
  const [from, setFrom] = useState<From>(firstFrom);
  const units = t.repeat.units(rule.interval);
  const change = { recurrence: ruleText(rule), recurrence_from: from };

  return (
    <form
      className="pick-part custom-repeat"
      onSubmit={(event) => {
        event.preventDefault();
        set(change);
      }}
    >
      <BackLine title={t.repeat.custom} back={back} />
      <div className="pick-row">
        <NumberInput
          label={t.repeat.every}
          value={rule.interval}
          most={MOST}
          onChange={(interval) => setRule({ ...rule, interval })}
        />
        <ChoiceField
          label={t.repeat.unit}
          value={rule.freq}
          choices={FREQS.map((freq) => [freq, units[freq]])}
          onChange={(freq) => setRule(inUnit(rule, freq, day))}
        />
      </div>
      {rule.freq === 'WEEKLY' ? (
        <WeekdaysField rule={rule} day={day} onChange={(days) => setRule({ ...rule, days })} />
      ) : null}
      {rule.freq === 'MONTHLY' ? (
        <MonthWayField
          ways={monthWays(day)}
          value={monthWayOf(rule)}
          onChange={(way) => setRule({ ...rule, ...way })}
        />
      ) : null}
      <EndFields rule={rule} day={day} onChange={(end) => setRule({ ...rule, ...end })} />
      <ChoiceField<From>
        label={t.repeat.countFrom}
        value={from}
        choices={[
          ['due', t.repeat.fromDue],
          ['completion', t.repeat.fromDone],
        ]}
        onChange={setFrom}
      />
      <p className="field-hint" role="status">
        {repeatWords(change)}
      </p>
      <Button type="submit" className="btn btn-primary">
        {t.repeat.set}
      </Button>
    </form>
  );
}
