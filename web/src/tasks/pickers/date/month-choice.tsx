// The month in a picker, with dots where tasks are.

import { useText } from '../../../text';
import { locale } from '../../../text/format';
import { Month } from '../../../ui/month';
import { useOwn } from '../own';
import { useBusyDays } from './busy-days';

const FIRST = { monday: 'mon', saturday: 'sat', sunday: 'sun' } as const;

export function MonthChoice(props: { value: string | null; onChange(day: string): void }) {
  const t = useText();
  const { firstDay } = useOwn();
  const busy = useBusyDays();

  return (
    <Month
      {...props}
      label={t.pickers.month}
      locale={locale()}
      firstDay={FIRST[firstDay]}
      previous={t.pickers.previousMonth}
      next={t.pickers.nextMonth}
      marks={busy}
    />
  );
}
