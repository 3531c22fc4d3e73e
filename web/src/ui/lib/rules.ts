// The server's rules, so that a form can show errors before it calls. The server decides.

import { passwordLengths } from './features';
import { messages } from './messages';

const { fields } = messages;

const EMAIL =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

export const TITLE_MOST = 500; // characters
export const NOTES_MOST = 5000;
const PASSKEY_NAME_MOST = 100; // no rule of the server: longer ones would fill the list
const TAGS_MOST = 20;
const TAG_MOST = 50;

type Verdict = string | null;

export const characters = (text: string): number => [...text].length;

export function judgeName(value: string): Verdict {
  return value.trim() ? null : fields.nameMissing;
}

export function judgeEmail(value: string): Verdict {
  if (!value.trim()) return fields.emailMissing;
  return EMAIL.test(value.trim()) ? null : fields.emailInvalid;
}

export function judgePassword(value: string): Verdict {
  return value ? null : fields.passwordMissing;
}

export function judgeNewPassword(value: string): Verdict {
  const { least, most } = passwordLengths();

  if (!value) return fields.newPasswordMissing;
  if (value.length < least) return fields.passwordShort(least);
  return value.length > most ? fields.passwordLong(most) : null;
}

// How many signs a code has is a setting of the server.
export function judgeCode(value: string): Verdict {
  return value.trim() ? null : fields.codeMissing;
}

export function judgePasskeyName(value: string): Verdict {
  if (!value.trim()) return fields.passkeyNameMissing;
  return characters(value.trim()) > PASSKEY_NAME_MOST ? fields.passkeyNameLong : null;
}

export function judgeTitle(value: string): Verdict {
  if (!value.trim()) return fields.titleMissing;
  return characters(value.trim()) > TITLE_MOST ? fields.titleLong : null;
}

export function judgeNotes(value: string): Verdict {
  return characters(value) > NOTES_MOST ? fields.notesLong : null;
}

export function readTags(text: string): string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim().replace(/^#/, '').trim())
        .filter(Boolean),
    ),
  ];
}

export function judgeTags(text: string): Verdict {
  const tags = readTags(text);

  if (tags.length > TAGS_MOST) return fields.tagsMany;
  return tags.some((tag) => characters(tag) > TAG_MOST) ? fields.tagLong : null;
}
