import type { Catalogue } from '../catalogue';
import { count, quoted } from './words';

const NTH: Record<number, string> = {
  1: 'ersten',
  2: 'zweiten',
  3: 'dritten',
  4: 'vierten',
  5: 'fünften',
  [-1]: 'letzten',
};

const nth = (n: number) => NTH[n] ?? `${n}.`;
const days = (n: number) => count(n, 'Jeden Tag', 'Alle # Tage');
const weeks = (n: number) => count(n, 'Jede Woche', 'Alle # Wochen');
const months = (n: number) => count(n, 'Jeden Monat', 'Alle # Monate');
const years = (n: number) => count(n, 'Jedes Jahr', 'Alle # Jahre');

export const repeat: Catalogue['repeat'] = {
  title: 'Wiederholen',
  never: 'Nie',
  custom: 'Eigene Regel …',
  days,
  weeks,
  months,
  years,
  weekdays: 'Jeden Werktag',
  weeksOn: (n, names) => `${weeks(n)} am ${names}`,
  monthsOn: (n, day) => `${months(n)} am ${day}.`,
  monthsOnLast: (n) => `${months(n)} am letzten Tag`,
  monthsOnNth: (n, which, name) => `${months(n)} am ${nth(which)} ${name}`,
  yearsOn: (n, date) => `${years(n)} am ${date}`,
  other: 'Nach eigener Regel',
  until: (words, date) => `${words}, bis ${date}`,
  times: (words, n) => `${words}, ${count(n, 'noch einmal', '#-mal')}`,
  fromCompletion: (words) => `${words}, ab der Erledigung`,
  every: 'Alle',
  unit: 'Einheit',
  units: (n) => ({
    DAILY: count(n, 'Tag', 'Tage'),
    WEEKLY: count(n, 'Woche', 'Wochen'),
    MONTHLY: count(n, 'Monat', 'Monate'),
    YEARLY: count(n, 'Jahr', 'Jahre'),
  }),
  onDays: 'Am',
  onDay: 'Am',
  dayOfMonth: (day) => `${day}. des Monats`,
  nthOfMonth: (which, name) => `${nth(which)} ${name}`,
  ends: 'Endet',
  endsNever: 'Nie',
  endsOn: 'An einem Tag',
  endsAfter: 'Nach einer Anzahl',
  endDay: 'Letzter Tag',
  endCount: 'Anzahl',
  countFrom: 'Zählt ab',
  fromDue: 'dem Fälligkeitstag',
  fromDone: 'dem Tag der Erledigung',
  set: 'Übernehmen',
  back: 'Zurück',
};

export const pickers: Catalogue['pickers'] = {
  date: 'Datum',
  startDate: 'Beginn',
  typeDate: 'Datum eintippen',
  typeDateExample: 'fr 17 Uhr, in 2 Wochen',
  notUnderstood: 'Noch kein Datum erkannt.',
  notReachable:
    'Getippte Daten werden nur verstanden, wenn der Server antwortet. Wähle unten einen Tag.',
  quick: {
    today: 'Heute',
    tomorrow: 'Morgen',
    weekend: 'Dieses Wochenende',
    nextWeekend: 'Nächstes Wochenende',
    nextWeek: 'Nächste Woche',
  },
  month: 'Monat',
  previousMonth: 'Voriger Monat',
  nextMonth: 'Nächster Monat',
  time: 'Uhrzeit',
  timeNone: 'Keine',
  noTime: 'Keine Uhrzeit',
  timeZone: 'Zeitzone',
  ownZone: (zone) => `Deine (${zone})`,
  zoneNote: (time, zone) => `${time} in ${zone}`,
  noDate: 'Kein Datum',
  priority: 'Priorität',
  priorities: { none: 'Keine Priorität', low: 'Niedrig', medium: 'Mittel', high: 'Hoch' },
  list: 'Liste',
  inbox: 'Eingang',
  findList: 'Liste suchen oder anlegen',
  createList: (name) => `Liste ${quoted(name)} anlegen`,
  inSection: (list, section) => `${list}, ${section}`,
  noList: 'Keine Liste mit diesem Namen.',
  tags: 'Schlagwörter',
  findTag: 'Schlagwort suchen oder anlegen',
  createTag: (name) => `#${name} anlegen`,
  noTags: 'Noch keine Schlagwörter. Tippe eins ein.',
  tooManyTags: 'Eine Aufgabe kann 20 Schlagwörter haben.',
  findTask: 'Aufgabe suchen',
  noTask: 'Keine Aufgabe mit diesem Namen.',
  close: 'Schließen',
};

export const reminders: Catalogue['reminders'] = {
  title: 'Erinnerungen',
  none: 'Keine',
  before: {
    week: (n) => count(n, '# Woche vorher', '# Wochen vorher'),
    day: (n) => count(n, '# Tag vorher', '# Tage vorher'),
    hour: (n) => count(n, '# Stunde vorher', '# Stunden vorher'),
    minute: (n) => count(n, '# Minute vorher', '# Minuten vorher'),
  },
  onTime: 'Zur Fälligkeit',
  atStart: 'Zu Beginn des Tages',
  more: (first, others) => `${first}, ${count(others, '# weitere', '# weitere')}`,
  remove: (words) => `${quoted(words)} entfernen`,
  atTime: 'Zu einer Zeit',
  add: 'Hinzufügen',
  needDate: 'Erinnerungen vor der Fälligkeit brauchen ein Datum.',
  passed: 'Diese Zeit ist vorbei.',
  full: 'Eine Aufgabe kann 10 Erinnerungen haben.',
  push: {
    ask: 'Erinnerungen auch auf diesem Gerät anzeigen?',
    on: 'Mitteilungen einschalten',
    working: 'Wird eingeschaltet …',
    done: 'Dieses Gerät bekommt Erinnerungen.',
    refused:
      'Der Browser erlaubt dieser Seite keine Mitteilungen. Das lässt sich in seinen Einstellungen ändern.',
    failed: 'Die Mitteilungen ließen sich nicht einschalten.',
    notOff: 'Die Mitteilungen ließen sich nicht ausschalten.',
  },
};
