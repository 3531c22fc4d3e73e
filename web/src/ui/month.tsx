// A month to choose a day from. Days are texts such as 2026-12-02; the calendar is the Gregorian
// one everywhere, as in the data.

import { parseDate, type CalendarDate } from '@internationalized/date';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
} from 'react-aria-components/Calendar';
import { Button } from 'react-aria-components/Button';
import { Heading } from 'react-aria-components/Heading';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { ChevronLeft, ChevronRight } from 'lucide-react';

interface Props {
  label: string;
  value: string | null;
  onChange(day: string): void;
  locale: string;
  firstDay: 'sun' | 'mon' | 'sat';
  previous: string; // the names of the buttons
  next: string;
  marks?: ReadonlySet<string>; // days with a dot
  earliest?: string;
}

const gregorian = (locale: string) => new Intl.Locale(locale, { calendar: 'gregory' }).toString();

function Day({ date, marked }: { date: CalendarDate; marked: boolean }) {
  return (
    <CalendarCell
      date={date}
      className={({ isOutsideMonth }) => (isOutsideMonth ? 'day day-out' : 'day')}
      {...(marked ? { 'data-busy': '' } : {})}
    />
  );
}

function Head({ previous, next }: Pick<Props, 'previous' | 'next'>) {
  return (
    <header className="month-head">
      <Heading level={3} />
      <Button slot="previous" className="btn btn-quiet btn-icon btn-sm" aria-label={previous}>
        <ChevronLeft className="icon flip" aria-hidden="true" />
      </Button>
      <Button slot="next" className="btn btn-quiet btn-icon btn-sm" aria-label={next}>
        <ChevronRight className="icon flip" aria-hidden="true" />
      </Button>
    </header>
  );
}

export function Month({
  label,
  value,
  onChange,
  locale,
  firstDay,
  marks,
  earliest,
  ...names
}: Props) {
  return (
    <I18nProvider locale={gregorian(locale)}>
      <Calendar
        aria-label={label}
        value={value ? parseDate(value) : null}
        onChange={(date) => onChange(date.toString())}
        firstDayOfWeek={firstDay}
        {...(earliest ? { minValue: parseDate(earliest) } : {})}
      >
        <Head {...names} />
        <CalendarGrid className="month" weekdayStyle="narrow">
          <CalendarGridHeader>
            {(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}
          </CalendarGridHeader>
          <CalendarGridBody>
            {(date) => <Day date={date} marked={marks?.has(date.toString()) ?? false} />}
          </CalendarGridBody>
        </CalendarGrid>
      </Calendar>
    </I18nProvider>
  );
}
