// The server's rules, so that a form can show errors before it calls. The server decides.

import { passwordLengths } from './features';
import { doorText } from '../../text';

const EMAIL =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

const PASSKEY_NAME_MOST = 100; // no rule of the server: longer ones would fill the list

type Verdict = string | null;

const characters = (text: string): number => [...text].length;

export function judgeName(value: string): Verdict {
  return value.trim() ? null : doorText().fields.nameMissing;
}

export function judgeEmail(value: string): Verdict {
  if (!value.trim()) return doorText().fields.emailMissing;
  return EMAIL.test(value.trim()) ? null : doorText().fields.emailInvalid;
}

export function judgePassword(value: string): Verdict {
  return value ? null : doorText().fields.passwordMissing;
}

export function judgeNewPassword(value: string): Verdict {
  const { least, most } = passwordLengths();

  if (!value) return doorText().fields.newPasswordMissing;
  if (value.length < least) return doorText().fields.passwordShort(least);
  return value.length > most ? doorText().fields.passwordLong(most) : null;
}

// How many signs a code has is a setting of the server.
export function judgeCode(value: string): Verdict {
  return value.trim() ? null : doorText().fields.codeMissing;
}

export function judgePasskeyName(value: string): Verdict {
  if (!value.trim()) return doorText().fields.passkeyNameMissing;
  return characters(value.trim()) > PASSKEY_NAME_MOST ? doorText().fields.passkeyNameLong : null;
}
