// The time of day, and where it is meant.

import { Button } from 'react-aria-components/Button';
import { useId } from 'react';
import { useNow } from '../../../shell/clock';
import { useText } from '../../../text';
import { today } from '../../../text/format';
import { BackLine } from '../back-line';
import { useOwn } from '../own';
import { zoneName } from './date-words';
import { withoutTime, withTime, type DateChange, type DateValue } from '../value';

interface Props {
  value: DateValue;
  onChange(change: DateChange): void;
  onClose(): void;
  back(): void;
}

function ZoneChoice({ value, onChange }: Pick<Props, 'value' | 'onChange'>) {
  const t = useText();
  const id = useId();
  const { zone: own } = useOwn();
  const zones = Intl.supportedValuesOf('timeZone');
  const chosen = value.time_zone;

  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {t.pickers.timeZone}
      </label>
      <select
        id={id}
        className="input"
        value={chosen ?? ''}
        onChange={(event) => onChange({ time_zone: event.target.value || null })}
      >
        <option value="">{t.pickers.ownZone(zoneName(own))}</option>
        {chosen && !zones.includes(chosen) ? (
          <option value={chosen}>{zoneName(chosen)}</option>
        ) : null}
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zoneName(zone)}
          </option>
        ))}
      </select>
    </div>
  );
}

export function TimeChoice({ value, onChange, onClose, back }: Props) {
  const t = useText();
  const id = useId();
  const day = today(useNow());
  const { zone: own } = useOwn();

  return (
    <div className="pick-part">
      <BackLine title={t.pickers.time} back={back} />
      <div className="field">
        <label className="field-label" htmlFor={id}>
          {t.pickers.time}
        </label>
        <input
          id={id}
          type="time"
          className="input"
          value={value.due_time ?? ''}
          onChange={({ target }) =>
            target.value && onChange(withTime(value, target.value, day, own))
          }
          onKeyDown={(event) => event.key === 'Enter' && onClose()}
        />
      </div>
      {value.due_time ? (
        <>
          <ZoneChoice value={value} onChange={onChange} />
          <Button
            className="btn btn-quiet"
            onPress={() => {
              onChange(withoutTime(value));
              back();
            }}
          >
            {t.pickers.noTime}
          </Button>
        </>
      ) : null}
    </div>
  );
}
