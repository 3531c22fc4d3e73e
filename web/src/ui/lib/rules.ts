// The server's rules, so that a form can show errors before it calls. The server decides.

import { passwordLengths } from './features';
import { text } from '../../text';

const EMAIL =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

const PASSKEY_NAME_MOST = 100; // no rule of the server: longer ones would fill the list

type Verdict = string | null;

const characters = (text: string): number => [...text].length;

export function judgeName(value: string): Verdict {
  return value.trim() ? null : text().fields.nameMissing;
}

export function judgeEmail(value: string): Verdict {
  if (!value.trim()) return text().fields.emailMissing;
  return EMAIL.test(value.trim()) ? null : text().fields.emailInvalid;
}

export function judgePassword(value: string): Verdict {
  return value ? null : text().fields.passwordMissing;
}

export function judgeNewPassword(value: string): Verdict {
  const { least, most } = passwordLengths();

  if (!value) return text().fields.newPasswordMissing;
  if (value.length < least) return text().fields.passwordShort(least);
  return value.length > most ? text().fields.passwordLong(most) : null;
}

// How many signs a code has is a setting of the server.
export function judgeCode(value: string): Verdict {
  return value.trim() ? null : text().fields.codeMissing;
}

export function judgePasskeyName(value: string): Verdict {
  if (!value.trim()) return text().fields.passkeyNameMissing;
  return characters(value.trim()) > PASSKEY_NAME_MOST ? text().fields.passkeyNameLong : null;
}
