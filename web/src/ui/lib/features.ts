// What the server has switched on, as it wrote into the page (scripts/pack.mjs). Without the server
// it is what the default settings have.

export type Feature =
  | 'passkeys'
  | 'two-factor'
  | 'sign-up'
  | 'verify-email'
  | 'reset'
  | 'change-email'
  | 'delete'
  | 'delete-mail'
  | 'push';

const USUAL = 'passkeys two-factor sign-up reset delete password-8-128 code-6-6';

// The build renders the pages without a document.
const written = (): string | undefined =>
  typeof document === 'undefined' ? undefined : document.documentElement.dataset.features;

const words = (): string[] => (written() ?? USUAL).split(' ');

export const isUsual = (feature: Feature): boolean => USUAL.split(' ').includes(feature);

export function hasFeature(feature: Feature): boolean {
  return words().includes(feature);
}

// The shortest and the longest new password, in UTF-16 units.
export function passwordLengths(): { least: number; most: number } {
  const word = words().find((each) => /^password-\d+-\d+$/.test(each)) ?? 'password-8-128';
  const [least, most] = word.split('-').slice(1).map(Number) as [number, number];

  return { least, most };
}

// How many digits the codes of the second step have.
export function codeDigits(): { totp: number; otp: number } {
  const word = words().find((each) => /^code-\d+-\d+$/.test(each)) ?? 'code-6-6';
  const [totp, otp] = word.split('-').slice(1).map(Number) as [number, number];

  return { totp, otp };
}
