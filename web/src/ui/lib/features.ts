// What the server has switched on, as it wrote into the page (scripts/pack.mjs). Without the server
// everything is on.

export type Feature = 'passkeys' | 'two-factor';

const ALL: readonly Feature[] = ['passkeys', 'two-factor'];

export function hasFeature(feature: Feature): boolean {
  const words = document.documentElement.dataset.features?.split(' ') ?? ALL;

  return words.includes(feature);
}
