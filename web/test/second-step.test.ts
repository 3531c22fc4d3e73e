import { describe, expect, it } from 'vitest';
import { encode } from 'uqr';
import { codesText } from '../src/ui/lib/backup-codes';
import { squaresOf } from '../src/ui/qr-path';
import { judgeCode } from '../src/ui/lib/rules';
import { enrolByOf, isOver, keyOf, readCode, waysOf } from '../src/ui/lib/second-step';

describe('the answer of a sign-in', () => {
  it.each([
    [{ twoFactorRedirect: true, twoFactorMethods: ['totp', 'otp'] }, ['totp', 'otp', 'backup']],
    [{ twoFactorRedirect: true, twoFactorMethods: ['otp', 'totp'] }, ['totp', 'otp', 'backup']],
    [{ twoFactorRedirect: true, twoFactorMethods: ['totp'] }, ['totp', 'backup']],
    [{ twoFactorRedirect: true, twoFactorMethods: ['otp'] }, ['otp']],
    [{ twoFactorRedirect: true, twoFactorMethods: ['pigeon'] }, []],
    [{ twoFactorRedirect: true }, []],
    [{ twoFactorRedirect: 'yes', twoFactorMethods: ['totp'] }, null],
    [{ redirect: false, user: {} }, null],
    [null, null],
  ])('%j asks for %j', (answer, ways) => {
    expect(waysOf(answer)).toEqual(ways);
  });

  it.each([
    [{ twoFactorEnrolBy: new Date('2026-12-07T10:00:00Z') }, '2026-12-07T10:00:00.000Z'],
    [{ twoFactorEnrolBy: 'soon' }, undefined],
    [{ twoFactorEnrolBy: 0 }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('%j demands a second factor from %s on', (answer, moment) => {
    expect(enrolByOf(answer)?.toISOString()).toBe(moment);
  });
});

describe('codes', () => {
  it.each([
    ['totp', ' 123 456 ', '123456'],
    ['otp', '123\u00a0456', '123456'],
    ['backup', ' aB3dE-fG7hI ', 'aB3dE-fG7hI'],
  ] as const)('of the kind %s are read from %j', (way, text, code) => {
    expect(readCode(way, text)).toBe(code);
  });

  it('are missing when there is nothing but space', () => {
    expect(judgeCode(' ')).not.toBeNull();
    expect(judgeCode('1')).toBeNull();
  });

  it.each([
    ['totp', 'INVALID_TWO_FACTOR_COOKIE', true],
    ['otp', 'INVALID_TWO_FACTOR_COOKIE', true],
    ['totp', 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE', true],
    ['backup', 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE', true],
    ['otp', 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE', false], // another code can be sent
    ['totp', 'INVALID_CODE', false],
  ] as const)('end the sign-in: %s, %s: %s', (way, code, over) => {
    expect(isOver(way, { status: 400, code })).toBe(over);
  });

  it('are in a file with whose they are, one a line', () => {
    const text = codesText(['a-1', 'b-2'], 'ada@example.com', 'auth.example.com', new Date(0));

    expect(text).toContain('ada@example.com');
    expect(text).toContain('auth.example.com');
    expect(text).toContain('1970');
    expect(text.split('\n').slice(-3)).toEqual(['a-1', 'b-2', '']);
  });
});

describe('an authenticator', () => {
  const address = 'otpauth://totp/Ostiary:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Ostiary';

  it('gets its key in groups', () => {
    expect(keyOf(address)).toBe('JBSW Y3DP EHPK 3PXP');
    expect(keyOf('otpauth://totp/x?secret=ABCDE')).toBe('ABCD E');
    expect(keyOf('otpauth://totp/x')).toBe('');
  });

  it('sees each dark square once', () => {
    expect(
      squaresOf([
        [true, true, false],
        [false, false, false],
        [true, false, true],
      ]),
    ).toBe('M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z');
  });

  it('sees the code and its margin, also of a long address', () => {
    const long = `${address}&x=${'y'.repeat(300)}`;

    for (const text of [address, long]) {
      const { data, size } = encode(text, { ecc: 'M', border: 4 });
      const dark = data.flat().filter(Boolean).length;
      const drawn = [...squaresOf(data).matchAll(/h(\d+)v/g)].reduce(
        (n, [, w]) => n + Number(w),
        0,
      );

      expect(data).toHaveLength(size);
      expect(drawn).toBe(dark);
      expect(data.slice(0, 4).flat().some(Boolean)).toBe(false);
      expect(data[4]!.slice(4, 11)).toEqual(Array(7).fill(true)); // a corner of the code
    }
  });
});
