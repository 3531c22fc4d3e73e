import type { Catalogue } from '../catalogue';
import { count, quoted } from './words';

export const tasks: Catalogue['tasks'] = {
  searchLabel: 'Aufgaben durchsuchen',
  clearSearch: 'Suche leeren',
  left: (n) => (n === 0 ? 'Nichts offen' : `${count(n, '# Aufgabe', '# Aufgaben')} offen`),
  found: (n) =>
    n === 0 ? 'Keine Aufgabe gefunden' : `${count(n, '# Aufgabe', '# Aufgaben')} gefunden`,
  deleted: (title) => `${quoted(title)} gelöscht`,
};
