import type { Catalogue } from '../catalogue';

export const home: Catalogue['home'] = {
  title: 'Deine Aufgaben, hinter deiner eigenen Tür',
  lead: 'Ein ruhiger, schneller Ort für alles, was zu tun ist. Er läuft auf diesem Server, und was du schreibst, bleibt hier.',
  licence: 'Ostiary ist freie Software unter der MIT-Lizenz.',
  api: 'API',
  points: [
    [
      'Schreib es, wie du es sagst',
      'Tage, Listen, Schlagwörter und Wichtigkeit werden beim Tippen aus deinem Satz gelesen.',
    ],
    [
      'Schnell von Hand, schneller per Taste',
      'Für alles gibt es eine Taste, und jede Änderung ist sofort da, auch offline.',
    ],
    [
      'Deine Tür, deine Schlüssel',
      'Passkeys, Anmeldung in zwei Schritten und eine Liste aller angemeldeten Geräte. Exportiere oder lösche alles, wann du willst.',
    ],
  ],
  tiles: {
    sentence: {
      text: 'Versicherung anrufen',
      when: 'freitag 9 Uhr',
      tag: 'schaden',
      day: 'Fr. 4. Dez., 09:00',
    },
    keys: ['Aufgabe hinzufügen', 'Auf und ab', 'Erledigen', 'Alles andere'],
    ways: [
      ['Passkey', 'Mayas Laptop'],
      ['Anmeldung in zwei Schritten', 'Authenticator-App'],
    ],
    on: 'An',
  },
  window: {
    person: 'Maya Lindqvist',
    add: 'Aufgabe hinzufügen',
    search: 'Suche',
    today: 'Heute',
    upcoming: 'Demnächst',
    calendar: 'Kalender',
    listsHead: 'Listen',
    lists: { inbox: 'Eingang', home: 'Zuhause', work: 'Arbeit', reading: 'Lesen' },
    day: 'Mittwoch, 2. Dezember',
    overdue: 'Überfällig',
    past: ['Mo. 30. Nov.', 'Gestern'],
    tags: ['reise', 'review', 'besorgen'],
    tasks: [
      'Reisepass verlängern',
      'Jonas wegen des Mietvertrags antworten',
      'Lins Pull-Request prüfen',
      'Zahnarzttermin für beide Kinder',
      'Folien für Freitag entwerfen',
      'Paket abholen, bevor der Laden schließt',
      'Pflanzen gießen',
      'Rechnung 114 an Meridian schicken',
      'Artikel über Gezeitentümpel lesen',
    ],
    caption:
      'Die Seite „Heute“ in Ostiary: zwei überfällige Aufgaben und sieben für heute, mit der Seitenleiste der Listen.',
  },
};
