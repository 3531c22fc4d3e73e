import { count, quoted } from './words';

export const quickAdd = {
  title: 'Aufgabe hinzufügen',
  field: 'Neue Aufgabe',
  notes: 'Notizen',
  understood: 'Aus deinem Text verstanden',
  tip: 'Rücktaste auf einer Markierung lässt sie Text bleiben',
  add: 'Hinzufügen',
  cancel: 'Abbrechen',
  date: 'Datum',
  priority: 'Priorität',
  reminder: 'Erinnerung',
  repeat: 'Wiederholung',
  list: 'Liste',
  inbox: 'Eingang',
  priorities: { none: 'Keine', low: 'Niedrig', medium: 'Mittel', high: 'Hoch' },
  removeTag: (tag: string) => `Schlagwort ${quoted(tag)} entfernen`,
  added: (title: string) => `${quoted(title)} hinzugefügt`,
  addedSeveral: (n: number) => `${count(n, '# Aufgabe', '# Aufgaben')} hinzugefügt`,
  tooLong: (n: number) => `Kürze das um ${count(n, '# Zeichen', '# Zeichen')}.`,
  failed: (title: string) =>
    `${quoted(title)} konnte nicht hinzugefügt werden. Der Text steht wieder im Feld.`,
  retry: 'Erneut versuchen',
  paste: {
    question: (n: number) => `${count(n, '# Aufgabe', '# Aufgaben')} hinzufügen?`,
    add: (n: number) => `${count(n, '# Aufgabe', '# Aufgaben')} hinzufügen`,
    more: (n: number) => `und ${count(n, '# weitere', '# weitere')}`,
    one: 'Als eine Aufgabe behalten',
  },
};
