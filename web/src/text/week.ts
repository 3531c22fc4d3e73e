// The first day of the week, and the names of its days.

import { formatDay, locale } from './format';

type Week = { firstDay: number };
type LocaleWithWeek = Intl.Locale & { getWeekInfo?: () => Week; weekInfo?: Week };

export type FirstDay = 'monday' | 'saturday' | 'sunday';

const CHOSEN: Record<FirstDay, number> = { monday: 1, saturday: 6, sunday: 0 };

// Where the browser does not know: the regions whose week does not begin on Monday (CLDR).
const SATURDAY = /^(AE|AF|BH|DJ|DZ|EG|IQ|IR|JO|KW|LY|OM|QA|SD|SY)$/;
const SUNDAY =
  /^(AG|AS|BD|BR|BS|BT|BW|BZ|CA|CO|DM|DO|ET|GT|GU|HK|HN|ID|IL|IN|JM|JP|KE|KH|KR|LA|MH|MM|MO|MT|MX|MZ|NI|NP|PA|PE|PH|PK|PR|PT|PY|SA|SG|SV|TH|TT|TW|UM|US|VE|VI|WS|YE|ZA|ZW)$/;

function regional(language: string): number {
  const tag = new Intl.Locale(language) as LocaleWithWeek;
  const week = tag.getWeekInfo?.() ?? tag.weekInfo;

  if (week) return week.firstDay % 7;
  const region = tag.maximize().region ?? '';

  return SATURDAY.test(region) ? 6 : SUNDAY.test(region) ? 0 : 1;
}

// 0 is Sunday. What the person has chosen comes before what their region has.
export const weekStart = (chosen?: FirstDay | null, language = locale()): number =>
  chosen ? CHOSEN[chosen] : regional(language);

const SUNDAY_DATE = Date.UTC(2026, 0, 4);

// The days of the week from its first one: long, short and for a narrow column.
export function weekdays(
  first: number,
  language = locale(),
): readonly { day: number; long: string; short: string; narrow: string }[] {
  const narrow = new Intl.DateTimeFormat(language, { weekday: 'narrow', timeZone: 'UTC' });

  return Array.from({ length: 7 }, (_, index) => {
    const day = (first + index) % 7;
    const date = new Date(SUNDAY_DATE + day * 86_400_000);
    const name = date.toISOString().slice(0, 10);

    return {
      day,
      long: formatDay(name, 'name', language),
      short: formatDay(name, 'shortName', language),
      narrow: narrow.format(date),
    };
  });
}
