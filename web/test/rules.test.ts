import { describe, expect, it } from 'vitest';
import { text } from '../src/text';
import {
  judgeEmail,
  judgeName,
  judgeNewPassword,
  judgePasskeyName,
  judgePassword,
} from '../src/ui/lib/rules';

const { fields } = text();

describe('e-mail addresses', () => {
  it.each(['ada@example.com', 'a.b+c@mail.example.co', "o'neil@example.org", ' ada@example.com '])(
    'takes %j',
    (text) => {
      expect(judgeEmail(text)).toBeNull();
    },
  );

  it.each([
    ['', fields.emailMissing],
    ['   ', fields.emailMissing],
    ['ada', fields.emailInvalid],
    ['ada@localhost', fields.emailInvalid],
    ['.ada@example.com', fields.emailInvalid],
    ['a..b@example.com', fields.emailInvalid],
    ['ada@example.c', fields.emailInvalid],
    ['ada lovelace@example.com', fields.emailInvalid],
    ['adä@example.com', fields.emailInvalid],
  ])('refuses %j', (text, words) => {
    expect(judgeEmail(text)).toBe(words);
  });
});

describe('passwords', () => {
  it('counts as the server does: UTF-16 units', () => {
    expect(judgeNewPassword('1234567')).toBe(fields.passwordShort(8));
    expect(judgeNewPassword('12345678')).toBeNull();
    expect(judgeNewPassword('🔑🔑🔑🔑')).toBeNull();
    expect(judgeNewPassword('🔑🔑🔑')).toBe(fields.passwordShort(8));
    expect(judgeNewPassword('x'.repeat(128))).toBeNull();
    expect(judgeNewPassword('x'.repeat(129))).toBe(fields.passwordLong(128));
    expect(judgeNewPassword('')).toBe(fields.newPasswordMissing);
  });

  it('asks of an old one only that it is there', () => {
    expect(judgePassword('')).toBe(fields.passwordMissing);
    expect(judgePassword('x')).toBeNull();
  });
});

describe('names', () => {
  it('must not be blank', () => {
    expect(judgeName(' ')).toBe(fields.nameMissing);
    expect(judgeName('Ada')).toBeNull();
  });
});

describe('names of passkeys', () => {
  it.each([
    ['Laptop', null],
    ['x'.repeat(100), null],
    ['  ', fields.passkeyNameMissing],
    ['x'.repeat(101), fields.passkeyNameLong],
  ])('judges %j', (text, verdict) => {
    expect(judgePasskeyName(text)).toBe(verdict);
  });
});
