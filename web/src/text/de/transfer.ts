import { count } from './words';

interface Sums {
  made: number;
  present: number;
  skipped: number;
  lists: number;
}

const tasks = (n: number) => count(n, '# Aufgabe', '# Aufgaben');

export const transfer = {
  title: 'Import und Export',
  import: 'Importieren',
  importText:
    'Du siehst, was aus der Datei wird, bevor etwas dazukommt. Nichts wird doppelt hinzugefügt.',
  file: 'Datei für den Import',
  choose: 'Datei wählen …',
  another: 'Andere Datei wählen …',
  drop: 'oder hier ablegen',
  format: 'Geschrieben von',
  chooseFormat: 'Programm wählen',
  formats: {
    json: 'Ostiary (JSON)',
    csv: 'Ostiary (CSV)',
    todoist: 'Todoist',
    vikunja: 'Vikunja',
    taskwarrior: 'Taskwarrior',
    todotxt: 'todo.txt',
    ics: 'Kalender (iCalendar)',
    trello: 'Trello',
  },
  reading: 'Datei wird gelesen …',
  line: (n: number) => `Zeile ${n}`,
  linesOf: 'Was aus jeder Zeile wird',
  outcomes: { made: 'Neu', present: 'Schon da', skipped: 'Ausgelassen' },
  sum: ({ made, present, skipped, lists }: Sums) =>
    [
      `${count(made, '# Aufgabe kommt', '# Aufgaben kommen')} dazu${lists ? `, mit ${count(lists, '# neuen Liste', '# neuen Listen')}` : ''}.`,
      present ? `${count(present, '# ist schon da', '# sind schon da')}.` : '',
      skipped ? `${count(skipped, '# wird ausgelassen', '# werden ausgelassen')}.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  rest: (n: number) => `und ${count(n, '# weitere', '# weitere')}`,
  go: (n: number) => (n === 0 ? 'Nichts hinzuzufügen' : `${tasks(n)} hinzufügen`),
  importing: (n: number) => `${count(n, '# Aufgabe wird', '# Aufgaben werden')} hinzugefügt …`,
  done: ({ made, present, skipped }: Sums) =>
    `${tasks(made)} hinzugefügt.${present + skipped ? ` ${count(present + skipped, '# war', '# waren')} schon da oder ausgelassen.` : ''}`,
  undo: 'Rückgängig',
  undone: (n: number) => `${tasks(n)} in den Papierkorb gelegt.`,
  export: 'Exportieren',
  exportText: 'Alle deine Aufgaben und Listen als Datei, die wieder importiert werden kann.',
  exports: { json: 'JSON, alles', csv: 'CSV, eine Tabelle', ics: 'iCalendar' },
  exported: 'Deine Aufgaben sind als Datei gespeichert',
  faults: {
    large: 'Die Datei ist zu groß. Höchstens 8 MB sind möglich.',
    empty: 'Die Datei ist leer.',
  },
};
