import type { Catalogue } from '../catalogue';
import { count } from './words';

export const fields: Catalogue['fields'] = {
  nameMissing: 'Bitte sag uns deinen Namen.',
  emailMissing: 'Bitte gib deine E-Mail-Adresse ein.',
  emailInvalid: 'Das sieht nicht nach einer E-Mail-Adresse aus.',
  passwordMissing: 'Bitte gib dein Passwort ein.',
  newPasswordMissing: 'Bitte wähle ein Passwort.',
  passwordShort: (least) => `Verwende mindestens ${count(least, '# Zeichen', '# Zeichen')}.`,
  passwordLong: (most) => `Verwende höchstens ${count(most, '# Zeichen', '# Zeichen')}.`,
  passwordKnown:
    'Dieses Passwort ist leicht zu erraten oder aus Datenlecks bekannt. Bitte wähle ein anderes.',
  passwordWrong: 'Das ist nicht dein jetziges Passwort.',
  codeMissing: 'Bitte gib den Code ein.',
  codeWrong: 'Dieser Code ist falsch oder zu alt. Versuch den nächsten.',
  codeExpired: 'Dieser Code ist zu alt. Lass dir einen neuen schicken.',
  backupCodeWrong: 'Das ist keiner deiner Ersatzcodes, oder er wurde schon benutzt.',
  passkeyNameMissing: 'Bitte gib einen Namen ein.',
  passkeyNameLong: 'Verwende höchstens 100 Zeichen.',
  emailTaken: 'Zu dieser Adresse gibt es schon ein Konto.',
};

export const problems: Catalogue['problems'] = {
  credentials: 'Die E-Mail-Adresse oder das Passwort stimmt nicht.',
  unreachable: 'Der Server ist nicht erreichbar.',
  server: 'Der Server hat ein Problem.',
  forbidden: 'Das darfst du nicht.',
  origin: 'Dieser Adresse vertraut der Server nicht. Öffne Ostiary unter seiner eigenen Adresse.',
  originAt: (address) =>
    `Dieser Adresse vertraut der Server nicht. Öffne Ostiary unter ${address}.`,
  gone: 'Das gibt es nicht mehr.',
  ended: 'Deine Sitzung ist beendet.',
  weak: 'Dafür ist eine stärkere oder neuere Anmeldung nötig. Melde dich noch einmal an.',
  full: 'Es sind schon 10.000 Aufgaben. Lösche zuerst einige.',
  unexpected: 'Etwas ist schiefgegangen.',
  tooMany: (seconds) =>
    `Zu viele Versuche. Versuch es in ${count(seconds, '# Sekunde', '# Sekunden')} noch einmal.`,
  signUpClosed: 'Hier lassen sich keine neuen Konten erstellen.',
  verifiedAlready: 'Deine Adresse ist schon bestätigt.',
  unverified: 'Bestätige zuerst deine E-Mail-Adresse: Öffne den Link, den wir dir geschickt haben.',
  busy: 'Der Server ist ausgelastet. Versuch es gleich noch einmal.',
  codesUsed: 'Zu viele falsche Codes. Fang von vorn an.',
  stepOver: 'Das hat zu lange gedauert. Melde dich noch einmal an.',
  locked: (minutes) =>
    `Zu viele falsche Codes. Versuch es in ${count(minutes, '# Minute', '# Minuten')} noch einmal.`,
  mailCodesOff: 'Codes per Mail gibt es hier nicht.',
  secondFactorOff:
    'Dein Konto braucht einen zweiten Faktor, nach dem dieser Server nicht fragen kann. Wende dich an seinen Betreiber.',
  stale: 'Dafür muss die Anmeldung vom letzten Tag sein. Melde dich noch einmal an.',
  passkeyUnknown:
    'Mit diesem Passkey kannst du dich hier nicht anmelden. Nimm einen anderen oder dein Passwort.',
  passkeyRefused: 'Der Passkey konnte nicht gespeichert werden.',
  passkeyTaken: 'Dieses Gerät hat schon einen Passkey für dein Konto.',
  passkeysHere: 'Unter dieser Adresse funktionieren Passkeys nicht.',
  passkeysMany: 'Es sind schon 100 Passkeys. Entferne zuerst einige.',
};
