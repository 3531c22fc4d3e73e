import type { Catalogue } from '../catalogue';

export const refusals: Catalogue['refusals'] = {
  changed: 'Es wurde inzwischen anderswo geändert.',
  listsFull: 'Es sind schon 500 Listen. Lösche zuerst einige.',
  sectionsFull: 'Die Liste hat schon 50 Abschnitte. Lösche zuerst einige.',
  conflict: 'Es passt nicht zu dem, was jetzt da ist.',
  tooLarge: 'Es ist zu groß.',
  name: 'Ein Name hat 1 bis 100 Zeichen.',
  title: 'Ein Titel hat 1 bis 500 Zeichen.',
  notes: 'Notizen haben höchstens 5.000 Zeichen.',
  tags: 'Eine Aufgabe hat höchstens 20 Schlagwörter mit je höchstens 50 Zeichen.',
  date: 'Dieses Datum oder diese Uhrzeit geht nicht.',
  repeat: 'Diese Wiederholung geht nicht.',
  reminders: 'Diese Erinnerungen gehen nicht.',
  home: 'Liste, Abschnitt oder übergeordnete Aufgabe passt nicht oder ist weg.',
  other: (why) => `Der Server hat es nicht angenommen: ${why}`,
};
