import { count, quoted } from './words';

export const calendar = {
  today: 'Heute',
  previous: 'Voriger Monat',
  next: 'Nächster Monat',
  layout: 'Ansicht',
  week: 'Woche',
  month: 'Monat',
  help: 'Pfeiltasten gehen von Tag zu Tag. Alt mit einer Pfeiltaste verschiebt die Aufgabe, die den Fokus hat.',
  day: (day: string, n: number) =>
    n === 0 ? day : `${day}, ${count(n, '# Aufgabe', '# Aufgaben')}`,
  more: (n: number) => `${count(n, '# weitere', '# weitere')}`,
  done: 'erledigt',
  none: 'An diesem Tag ist nichts fällig',
  add: 'Aufgabe hinzufügen',
  close: 'Schließen',
  moved: (title: string, day: string) => `${quoted(title)} auf ${day} verschoben`,
};
