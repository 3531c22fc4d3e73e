import type { Catalogue } from '../catalogue';

export const app: Catalogue['app'] = {
  name: 'Ostiary',
  skip: 'Zum Inhalt springen',
  tasks: 'Aufgaben',
  account: 'Konto',
  signIn: 'Anmelden',
  signUp: 'Konto erstellen',
  signOut: 'Abmelden',
  theme: (now) => `Farben: ${now}. Ändern`,
  loading: 'Wird geladen',
  retry: 'Noch einmal versuchen',
  close: 'Schließen',
  cancel: 'Abbrechen',
  save: 'Speichern',
  notifications: 'Meldungen',
  noScript: 'Ostiary braucht JavaScript, das in diesem Browser ausgeschaltet ist.',
};

export const title: Catalogue['title'] = (page, open = 0) =>
  `${open ? `(${open}) ` : ''}${page} · Ostiary`;

export const themes: Catalogue['themes'] = {
  system: 'wie das System',
  light: 'hell',
  dark: 'dunkel',
};

export const themeNames: Catalogue['themeNames'] = {
  system: 'System',
  light: 'Hell',
  dark: 'Dunkel',
};

export const states: Catalogue['states'] = {
  offlineDoor: 'Du bist offline. Sobald du wieder online bist, geht es weiter.',
  offline: 'Du bist offline. Änderungen lassen sich erst wieder speichern, wenn du online bist.',
  away: 'Der Server ist nicht erreichbar. Du siehst, was zuletzt geladen wurde.',
  sessionUnknown: 'Ostiary ist nicht erreichbar',
  sessionUnknownText: 'Die Seite erscheint, sobald der Server wieder antwortet.',
  tasksUnknown: 'Deine Aufgaben konnten nicht geladen werden',
  weakTitle: 'Melde dich noch einmal an',
  weakText:
    'Für deine Aufgaben ist eine stärkere oder neuere Anmeldung nötig. Wenn diese Meldung ' +
    'wiederkommt, richte auf der Kontoseite die Anmeldung in zwei Schritten oder einen Passkey ein.',
  forbiddenTitle: 'Diese Aufgaben gehören dir nicht',
  forbiddenText:
    'Der Server hat den Zugriff verweigert (403). Melde dich ab und wieder an, wenn du das für einen Irrtum hältst.',
};

export const notFound: Catalogue['notFound'] = {
  title: 'Seite nicht gefunden',
  text: 'Vielleicht wurde sie verschoben oder gelöscht.',
  home: 'Zu Heute',
};

export const crash: Catalogue['crash'] = {
  title: 'Auf dieser Seite ist etwas schiefgegangen',
  text: 'Von deinen Aufgaben ist nichts verloren. Meist hilft es, die Seite neu zu laden.',
  reload: 'Neu laden',
};
