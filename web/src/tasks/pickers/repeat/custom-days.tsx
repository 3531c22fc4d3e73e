// On which days of the week or month a rule of one's own falls.

import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { useText } from '../../../text';
import { weekdays, weekStart } from '../../../text/week';
import { ChoiceField } from '../form-fields';
import { useOwn } from '../own';
import { weekdayName } from './repeat-words';
import { WEEKDAYS, type Rule, type RuleDay } from './rule';
import { weekdayOf, type monthWays, type MonthWay } from './rule-choices';

interface WeekdaysProps {
  rule: Rule;
  day: string;
  onChange(days: RuleDay[]): void;
}

// Without a chosen day it is that of the task.
export function WeekdaysField({ rule, day, onChange }: WeekdaysProps) {
  const t = useText();
  const { firstDay } = useOwn();

  return (
    <div className="field">
      <span className="field-label" id="repeat-weekdays">
        {t.repeat.onDays}
      </span>
      <ToggleButtonGroup
        aria-labelledby="repeat-weekdays"
        className="weekday-choice"
        selectionMode="multiple"
        selectedKeys={rule.days.map((one) => one.day)}
        onSelectionChange={(keys) => {
          const days = WEEKDAYS.filter((one) => keys.has(one));

          onChange((days.length ? days : [weekdayOf(day)]).map((one) => ({ nth: 0, day: one })));
        }}
      >
        {weekdays(weekStart(firstDay)).map(({ day: number, long, narrow }) => (
          <ToggleButton
            key={number}
            id={WEEKDAYS[(number + 6) % 7]!}
            className="day"
            aria-label={long}
          >
            {narrow}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

type Ways = ReturnType<typeof monthWays>;

interface MonthProps {
  ways: Ways;
  value: MonthWay;
  onChange(way: NonNullable<Ways[MonthWay]>): void;
}

export function MonthWayField({ ways, value, onChange }: MonthProps) {
  const t = useText();
  const nth = (way: NonNullable<Ways[MonthWay]>) => {
    const [{ nth: number, day }] = way.days as [RuleDay];

    return t.repeat.nthOfMonth(number, weekdayName(day));
  };
  const names: [MonthWay, string][] = [
    ['day', t.repeat.dayOfMonth(ways.day!.monthDays[0]!)],
    ['nth', nth(ways.nth!)],
    ...(ways.last ? [['last', nth(ways.last)] as [MonthWay, string]] : []),
  ];

  return (
    <ChoiceField
      label={t.repeat.onDay}
      value={ways[value] ? value : 'day'}
      choices={names}
      onChange={(way) => onChange(ways[way]!)}
    />
  );
}
