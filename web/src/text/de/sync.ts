import type { Catalogue } from '../catalogue';
import { count, quoted } from './words';

export const sync: Catalogue['sync'] = {
  undone: (title) => (title ? `Rückgängig gemacht: ${quoted(title)}` : 'Rückgängig gemacht'),
  overTitle: 'Melde dich wieder an',
  overText: 'Deine Sitzung ist beendet. Nichts geht verloren: Melde dich an und mach weiter.',
  leaveTitle: 'Mit ungesendeten Änderungen abmelden?',
  leaveChanges: (n) =>
    `${count(n, '# Änderung ist', '# Änderungen sind')} noch nicht auf dem Server.`,
  leaveDrafts: (n) =>
    `${count(n, '# Text wurde', '# Texte wurden')} eingegeben und nicht gespeichert.`,
  leaveText:
    'Behalte sie auf diesem Gerät, bis du dich hier wieder anmeldest, oder lösche sie. Wer dieses Gerät benutzt, könnte lesen, was bleibt.',
  leaveStay: 'Angemeldet bleiben',
  leaveKeep: 'Behalten und abmelden',
  leaveDiscard: 'Löschen und abmelden',
  newVersion: 'Eine neue Version ist bereit.',
  reload: 'Neu laden',
};
