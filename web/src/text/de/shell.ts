import type { Catalogue } from '../catalogue';
import { count, quoted } from './words';

const changes = (n: number) => count(n, '# Änderung', '# Änderungen');
const tasks = (n: number) => count(n, '# Aufgabe', '# Aufgaben');

type Acted = Parameters<Catalogue['shell']['acted']>[0];

const what = ({ title, count: n }: Acted) => (n > 1 ? tasks(n) : quoted(title));

const acts: Record<Acted['kind'], (acted: Acted) => string> = {
  created: (acted) => `${what(acted)} hinzugefügt`,
  edited: (acted) => `${what(acted)} geändert`,
  completed: (acted) => `${what(acted)} erledigt`,
  reopened: (acted) => `${what(acted)} wieder geöffnet`,
  deleted: (acted) => `${what(acted)} gelöscht`,
  restored: (acted) => `${what(acted)} wiederhergestellt`,
  purged: (acted) => `${what(acted)} endgültig gelöscht`,
  moved: (acted) => `${what(acted)} nach ${acted.to || 'Eingang'} verschoben`,
  rescheduled: (acted) => `${what(acted)} auf einen anderen Tag gelegt`,
  reordered: (acted) => `${what(acted)} verschoben`,
  'list-created': ({ title }) => `Liste ${quoted(title)} hinzugefügt`,
  'list-edited': ({ title }) => `Liste ${quoted(title)} geändert`,
  'list-deleted': ({ title }) => `Liste ${quoted(title)} gelöscht`,
  'section-created': ({ title }) => `Abschnitt ${quoted(title)} hinzugefügt`,
  'section-edited': ({ title }) => `Abschnitt ${quoted(title)} geändert`,
  'section-deleted': ({ title }) => `Abschnitt ${quoted(title)} gelöscht`,
  preferences: () => 'Einstellungen gespeichert',
};

const sync: Catalogue['shell']['sync'] = {
  saved: () => 'Alles gespeichert',
  saving: () => 'Wird gespeichert …',
  offline: (n) => (n ? `Offline, ${changes(n)} hier aufbewahrt` : 'Offline'),
  away: (n) =>
    n ? `Server nicht erreichbar, ${changes(n)} hier aufbewahrt` : 'Server nicht erreichbar',
  conflict: () => 'Eine Aufgabe braucht deine Entscheidung',
  failed: (n) => `${changes(n)} nicht angenommen`,
  ended: (n) => (n ? `Abgemeldet, ${changes(n)} hier aufbewahrt` : 'Abgemeldet'),
};

export const shell: Catalogue['shell'] = {
  main: 'Hauptmenü',
  addTask: 'Aufgabe hinzufügen',
  addTaskLabel: 'Neue Aufgabe',
  search: 'Suchen',
  inbox: 'Eingang',
  today: 'Heute',
  upcoming: 'Demnächst',
  calendar: 'Kalender',
  all: 'Alle Aufgaben',
  lists: 'Listen',
  tags: 'Schlagwörter',
  moreTags: (n) => `Alle ${n} Schlagwörter`,
  fewerTags: 'Weniger Schlagwörter',
  completed: 'Erledigt',
  trash: 'Papierkorb',
  keys: 'Tastenkürzel',
  settings: 'Einstellungen',
  transfer: 'Import und Export',
  openTasks: (n) => `, ${tasks(n)}`,
  undo: 'Rückgängig',
  newList: 'Neue Liste',
  listOptions: (name) => `Optionen der Liste ${quoted(name)}`,
  listMoved: (name, at, of) => `${quoted(name)} ist jetzt Liste ${at} von ${of}`,
  renameList: 'Umbenennen …',
  colourList: 'Farbe …',
  archiveList: 'Archivieren',
  unarchiveList: 'Aus dem Archiv holen',
  deleteList: 'Liste löschen',
  archivedLists: 'Archivierte Listen',
  listName: 'Name',
  nameMissing: 'Gib einen Namen ein.',
  colour: 'Farbe',
  colours: {
    slate: 'Schiefer',
    blue: 'Blau',
    teal: 'Petrol',
    green: 'Grün',
    ochre: 'Ocker',
    clay: 'Ton',
    rose: 'Rosa',
    violet: 'Violett',
  },
  listDialogs: {
    new: { title: 'Neue Liste', go: 'Liste hinzufügen' },
    edit: { title: 'Liste bearbeiten', go: 'Speichern' },
  },
  sectionDialogs: {
    new: { title: 'Neuer Abschnitt', go: 'Abschnitt hinzufügen' },
    edit: { title: 'Abschnitt umbenennen', go: 'Speichern' },
  },
  deleteListTitle: (name, n) =>
    n
      ? `${quoted(name)} und ${count(n, 'die # Aufgabe', 'die # Aufgaben')} darin löschen?`
      : `${quoted(name)} löschen?`,
  deleteListText: 'Die Aufgaben lassen sich 30 Tage lang aus dem Papierkorb wiederherstellen.',
  sync,
  acted: (acted) => acts[acted.kind](acted),
  offline: 'Du bist offline.',
  offlineText: (n) =>
    n
      ? `Arbeite ruhig weiter: ${count(n, '# Änderung ist', '# Änderungen sind')} auf diesem Gerät gespeichert und ${n === 1 ? 'wird' : 'werden'} gesendet, sobald du wieder online bist.`
      : 'Arbeite ruhig weiter: Deine Änderungen werden auf diesem Gerät gespeichert und gesendet, sobald du wieder online bist.',
  away: 'Der Server antwortet nicht.',
  awayText: 'Du siehst den letzten Stand.',
  awayRetry: (seconds) => `Nächster Versuch in ${seconds} s.`,
  tryNow: 'Jetzt versuchen',
  refused: 'Der Server hat eine Änderung nicht angenommen.',
  refusedText: 'Dein Text ist noch da.',
  discard: 'Verwerfen',
};

export const rows: Catalogue['rows'] = {
  complete: (title) => `${quoted(title)} erledigen`,
  name: (facts) => facts.join(', '),
  done: 'erledigt',
  overdue: 'überfällig',
  due: (day) => `fällig ${day}`,
  hasNotes: 'Hat Notizen',
  repeats: 'Wiederholt sich',
  unsent: 'Noch nicht gesendet',
  parts: (done, all) => `${done} von ${count(all, '# Teilaufgabe', '# Teilaufgaben')} erledigt`,
  tags: (tags) => `${tags.length === 1 ? 'Schlagwort' : 'Schlagwörter'} ${tags.join(', ')}`,
  priorities: {
    high: 'Hohe Priorität',
    medium: 'Mittlere Priorität',
    low: 'Niedrige Priorität',
    none: 'Keine Priorität',
  },
  prioritySet: (priority) => priority,
  open: 'Öffnen',
  more: 'Mehr',
  setDate: 'Datum setzen',
  moveTo: 'Verschieben',
  setPriority: 'Priorität setzen',
  setTag: 'Schlagwort setzen',
  copyTitle: 'Titel kopieren',
  remove: 'Löschen',
  moveUp: 'Nach oben',
  moveDown: 'Nach unten',
  moved: (title, by) => `${quoted(title)} nach ${by > 0 ? 'unten' : 'oben'} verschoben`,
  picks: {
    date: 'Datum setzen',
    move: 'Verschieben',
    tag: 'Schlagwort setzen',
    priority: 'Priorität setzen',
    more: 'Aufgabe',
  },
  days: {
    today: 'Heute',
    tomorrow: 'Morgen',
    weekend: 'Dieses Wochenende',
    nextWeekend: 'Nächstes Wochenende',
    nextWeek: 'Nächste Woche',
    none: 'Kein Datum',
    other: 'Anderer Tag …',
  },
  inSection: (list, section) => `${list} / ${section}`,
  reschedule: 'Verschieben …',
  chosen: (n) => `${n} ausgewählt`,
  clearChosen: 'Auswahl aufheben',
  completeAll: 'Erledigen',
  reopenAll: 'Wieder öffnen',
  sectionOptions: (name) => `Optionen des Abschnitts ${quoted(name)}`,
  renameSection: 'Umbenennen …',
  deleteSection: 'Abschnitt löschen',
};

export const views: Catalogue['views'] = {
  loading: 'Deine Aufgaben werden geladen',
  notLoaded: 'Der Server antwortet nicht. Er wird wieder gefragt.',
  options: 'Ansicht',
  sortBy: 'Sortieren nach',
  groupBy: 'Gruppieren nach',
  sorts: {
    hand: 'Von Hand',
    date: 'Datum',
    priority: 'Priorität',
    title: 'Titel',
    created: 'Neueste zuerst',
  },
  groupings: { none: 'Ohne Gruppen', date: 'Datum', priority: 'Priorität', list: 'Liste' },
  overdue: 'Überfällig',
  noDate: 'Ohne Datum',
  layout: 'Darstellung',
  week: 'Woche',
  month: 'Monat',
  moreToday: (n) => `${n} weitere heute`,
  comingUp: 'Als Nächstes',
  previousMonth: 'Voriger Monat',
  nextMonth: 'Nächster Monat',
  allDone: {
    title: 'Das war alles für heute',
    text: (done, last, tomorrow) =>
      [
        done === 1
          ? `Eine Aufgabe erledigt, um ${last}.`
          : `${count(done, '# Aufgabe', '# Aufgaben')} erledigt, die letzte um ${last}.`,
        tomorrow ? `${count(tomorrow, '# wartet', '# warten')} auf morgen.` : '',
      ]
        .filter(Boolean)
        .join(' '),
    go: 'Morgen ansehen',
  },
  free: {
    title: 'Für heute ist nichts geplant',
    text: 'Genieße es, oder such dir etwas aus deinen Listen aus.',
    go: 'Aufgaben aussuchen',
  },
  first: {
    title: 'Schreib das Erste auf',
    text: 'Zum Beispiel „Sam anrufen morgen 17 Uhr“.',
  },
  inboxEmpty: { title: 'Der Eingang ist leer', text: 'Hier landen Aufgaben ohne Liste.' },
  listEmpty: (name) => `Noch nichts in ${name}`,
  tagEmpty: (name) => `Keine offene Aufgabe hat das Schlagwort #${name}`,
  noList: { title: 'Liste nicht gefunden', text: 'Vielleicht wurde sie gelöscht.' },
  toToday: 'Zu Heute',
  addSection: 'Neuer Abschnitt',
  completedEmpty: 'Noch nichts erledigt',
  trashText: 'Gelöschtes lässt sich 30 Tage lang wiederherstellen.',
  trashEmpty: 'Der Papierkorb ist leer',
  restore: 'Wiederherstellen',
  restoreNamed: (title) => `${quoted(title)} wiederherstellen`,
  emptyTrash: 'Papierkorb leeren',
  emptyTrashTitle: (n) => `${tasks(n)} endgültig löschen?`,
  emptyTrashText: 'Das lässt sich nicht rückgängig machen.',
  results: 'Ergebnisse',
  filters: 'Filter',
  includeCompleted: 'Auch Erledigtes',
  byList: 'Liste',
  anyList: 'Jede Liste',
  byDate: 'Datum',
  anyDate: 'Jedes Datum',
  dates: { overdue: 'Überfällig', today: 'Heute', week: 'Nächste 7 Tage', none: 'Ohne Datum' },
  byPriority: 'Priorität',
  anyPriority: 'Jede Priorität',
  noMatch: {
    title: (query) => `Nichts gefunden für ${quoted(query)}`,
    text: 'Versuch es mit weniger Wörtern oder auch mit Erledigtem.',
    go: 'Auch Erledigtes',
  },
};
