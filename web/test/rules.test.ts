import { describe, expect, it } from 'vitest';
import { messages } from '../src/ui/lib/messages';
import {
  judgeEmail,
  judgeName,
  judgeNewPassword,
  judgeNotes,
  judgePasskeyName,
  judgePassword,
  judgeTags,
  judgeTitle,
  readTags,
} from '../src/ui/lib/rules';

const { fields } = messages;

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

describe('tasks', () => {
  it('wants a title of 1 to 500 characters, however many bytes they have', () => {
    expect(judgeTitle(' \t')).toBe(fields.titleMissing);
    expect(judgeTitle('é'.repeat(500))).toBeNull();
    expect(judgeTitle('🧺'.repeat(500))).toBeNull();
    expect(judgeTitle(`  ${'x'.repeat(500)}  `)).toBeNull();
    expect(judgeTitle('x'.repeat(501))).toBe(fields.titleLong);
  });

  it('bounds the notes', () => {
    expect(judgeNotes('')).toBeNull();
    expect(judgeNotes('x'.repeat(5000))).toBeNull();
    expect(judgeNotes('x'.repeat(5001))).toBe(fields.notesLong);
  });

  it('reads tags as people write them', () => {
    expect(readTags('home, #garden,, home ,  ')).toEqual(['home', 'garden']);
    expect(readTags('')).toEqual([]);
  });

  it('bounds the tags', () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => `t${i}`).join(',');

    expect(judgeTags(many(20))).toBeNull();
    expect(judgeTags(many(21))).toBe(fields.tagsMany);
    expect(judgeTags('x'.repeat(50))).toBeNull();
    expect(judgeTags('x'.repeat(51))).toBe(fields.tagLong);
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
