import type { Catalogue } from '../catalogue';
import { count, quoted } from './words';

export const tasks: Catalogue['tasks'] = {
  title: 'Aufgaben',
  add: 'Aufgabe hinzufügen',
  addLabel: 'Neue Aufgabe',
  addButton: 'Hinzufügen',
  search: 'Suchen',
  searchLabel: 'Aufgaben durchsuchen',
  clearSearch: 'Suche leeren',
  filters: 'Anzeigen',
  filter: { all: 'Alle', open: 'Offen', done: 'Erledigt' },
  list: 'Aufgaben',
  edit: (title) => `${quoted(title)} bearbeiten`,
  delete: (title) => `${quoted(title)} löschen`,
  overdue: 'Überfällig',
  priority: { none: 'Keine', low: 'Niedrig', medium: 'Mittel', high: 'Hoch' },
  priorityText: (word) => `Priorität: ${word}`,
  help: 'Tastenkürzel',
  left: (n) => (n === 0 ? 'Nichts offen' : `${count(n, '# Aufgabe', '# Aufgaben')} offen`),
  found: (n) =>
    n === 0 ? 'Keine Aufgabe gefunden' : `${count(n, '# Aufgabe', '# Aufgaben')} gefunden`,
  empty: {
    never: [
      'Hier ist noch nichts',
      'Schreib auf, was du als Erstes erledigen willst, und drück die Eingabetaste.',
    ],
    done: [
      'Alles erledigt',
      'Jede Aufgabe ist abgehakt. Genieß die Ruhe, oder füg die nächste hinzu.',
    ],
    noneDone: ['Noch ist nichts erledigt', 'Hier stehen Aufgaben, die du abgehakt hast.'],
    search: [
      'Keine Aufgabe passt',
      'Versuch es mit weniger oder anderen Wörtern, oder sieh unter „Alle“ nach.',
    ],
  },
  announce: {
    added: (title) => `${quoted(title)} hinzugefügt`,
    done: (title) => `Erledigt: ${quoted(title)}`,
    open: (title) => `Wieder offen: ${quoted(title)}`,
    restored: (title) => `${quoted(title)} wiederhergestellt`,
  },
  deleted: (title) => `${quoted(title)} gelöscht`,
  undo: 'Rückgängig',
  notAdded: (title) => `${quoted(title)} konnte nicht hinzugefügt werden`,
  notChanged: (title) => `${quoted(title)} konnte nicht geändert werden`,
  notDeleted: (title) => `${quoted(title)} konnte nicht gelöscht werden`,
};

export const edit: Catalogue['edit'] = {
  title: 'Aufgabe bearbeiten',
  name: 'Titel',
  notes: 'Notizen',
  due: 'Fällig am',
  priority: 'Priorität',
  tags: 'Schlagwörter',
  tagsHint: 'Trenne sie durch Kommas.',
  done: 'Erledigt',
  delete: 'Löschen',
};

export const help: Catalogue['help'] = {
  title: 'Tastenkürzel',
  rows: [
    [['N'], 'Aufgabe hinzufügen'],
    [['J', 'K'], 'Nächste, vorige Aufgabe'],
    [['X', 'Leertaste'], 'Abhaken oder wieder öffnen'],
    [['E', 'Eingabe'], 'Bearbeiten'],
    [['#', 'Entf'], 'Löschen'],
    [['Strg', 'Z'], 'Letzte Löschung rückgängig machen'],
    [['/'], 'Suchen'],
    [['?'], 'Diese Liste'],
    [['Esc'], 'Feld verlassen, Dialog schließen'],
  ],
  off: 'Kürzel aus einer einzelnen Taste sind ausgeschaltet. Die anderen gelten, solange eine Aufgabe den Fokus hat.',
  where: 'Kürzel aus einer einzelnen Taste lassen sich auf der Kontoseite ausschalten.',
};
