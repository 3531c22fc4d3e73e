// Places in an order by hand (src/tasks/position.h): a whole number of 14 hexadecimal digits, then
// digits of a fraction in base 36. Between any two there are others.

const DIGITS = 14;
const BASE = 36;
const MOST = (1n << 56n) - 1n;

const whole = (position: string): bigint => BigInt(`0x${position.slice(0, DIGITS)}`);
const written = (value: bigint): string => value.toString(16).padStart(DIGITS, '0');

const digitAt = (fraction: string, at: number, otherwise: number): number =>
  at < fraction.length ? Number.parseInt(fraction[at]!, BASE) : otherwise;

// A fraction between two; an empty `high` stands for 1. Digits that both have in common are copied.
function fractionBetween(low: string, high: string): string {
  let belowOne = high === '';
  let out = '';

  for (let at = 0; ; at++) {
    const from = digitAt(low, at, 0);
    const to = belowOne ? BASE : digitAt(high, at, 0);

    if (to - from > 1) return out + (from + Math.floor((to - from) / 2)).toString(BASE);
    out += from.toString(BASE);
    if (to > from) belowOne = true;
  }
}

// A position after `low` and before `high`; null is no bound. Of equal or crossed neighbours, which
// two devices can make, the lower one counts alone.
export function positionBetween(low: string | null, high: string | null): string {
  if (low !== null && high !== null && low >= high) return positionBetween(low, null);
  if (low === null && high === null) return written(MOST / 2n);
  if (high === null) {
    const from = whole(low!);

    return from < MOST
      ? written(from + 1n)
      : low!.slice(0, DIGITS) + fractionBetween(low!.slice(DIGITS), '');
  }
  const to = whole(high);

  if (low === null) {
    if (to > 0n) return written(to - 1n);
    return high.slice(0, DIGITS) + fractionBetween('', high.slice(DIGITS));
  }
  const from = whole(low);
  const middle = from + (to - from) / 2n;

  if (middle > from) return written(middle);
  if (to > from && high.length > DIGITS) return written(to);
  return (
    low.slice(0, DIGITS) + fractionBetween(low.slice(DIGITS), to === from ? high.slice(DIGITS) : '')
  );
}

// The server's ids grow with the time, 4096 a millisecond since 2025, and the place of a row that
// was given none is the number of its id. A row that is made here goes below those.
const SINCE_MS = 1_735_689_600_000;

export function positionBelow(positions: Iterable<string>, now = Date.now()): string {
  let last = written(BigInt(Math.max(0, now - SINCE_MS)) * 4096n);

  for (const position of positions) if (position >= last) last = positionBetween(position, null);
  return last;
}
