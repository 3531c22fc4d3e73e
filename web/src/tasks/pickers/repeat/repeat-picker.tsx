// How a task repeats: what its day suggests, or a rule of one's own.

import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { useNow } from '../../../shell/clock';
import { useText } from '../../../text';
import { today } from '../../../text/format';
import { BackLine } from '../back-line';
import { CustomRepeat } from './custom-repeat';
import { repeatWords, ruleWords } from './repeat-words';
import { parseRule, ruleText } from './rule';
import { suggestedRules } from './rule-choices';
import type { DateChange, DateValue } from '../value';

interface Props {
  value: DateValue;
  onChange(change: DateChange): void;
  back(): void;
  alone?: boolean; // it is no part of the date picker
}

const NEVER = 'never';
const CUSTOM = 'custom';

// The rule as it is already, when the day does not suggest it.
function choicesOf(value: DateValue, day: string) {
  const { recurrence: current } = value;
  const suggested = suggestedRules(day).map((rule) => ({
    id: ruleText(rule),
    name: ruleWords(rule),
  }));
  const known = suggested.some(
    ({ id }) => id === current && value.recurrence_from !== 'completion',
  );

  return current && !known
    ? { chosen: 'current', choices: [{ id: 'current', name: repeatWords(value) }, ...suggested] }
    : { chosen: current ?? NEVER, choices: suggested };
}

export function RepeatPicker({ value, onChange, back, alone = false }: Props) {
  const t = useText();
  const now = useNow();
  const day = value.due_date ?? today(now);
  const [custom, setCustom] = useState(false);
  const { chosen, choices } = choicesOf(value, day);
  const set = (change: DateChange) => {
    onChange(value.due_date || !change.recurrence ? change : { due_date: day, ...change });
    back();
  };

  function choose(id: string) {
    if (id === CUSTOM) return setCustom(true);
    if (id === 'current') return back();
    if (id !== NEVER) return set({ recurrence: id, recurrence_from: 'due' });
    if (!value.recurrence) return back();
    set({ recurrence: null, recurrence_from: null });
  }

  if (custom)
    return (
      <CustomRepeat
        day={day}
        rule={parseRule(value.recurrence)}
        from={value.recurrence_from ?? 'due'}
        set={set}
        back={() => setCustom(false)}
      />
    );
  return (
    <div className="pick-part">
      {alone ? null : <BackLine title={t.repeat.title} back={back} />}
      <ListBox
        aria-label={t.repeat.title}
        autoFocus={alone}
        selectionMode="single"
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => choose(String([...keys][0] ?? chosen))}
      >
        <ListBoxItem id={NEVER} className="menu-item">
          {t.repeat.never}
        </ListBoxItem>
        {choices.map(({ id, name }) => (
          <ListBoxItem key={id} id={id} className="menu-item">
            {name}
          </ListBoxItem>
        ))}
        <ListBoxItem id={CUSTOM} className="menu-item">
          {t.repeat.custom}
        </ListBoxItem>
      </ListBox>
    </div>
  );
}
