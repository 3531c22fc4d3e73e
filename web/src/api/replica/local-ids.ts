// Ids of what the server does not know yet: below zero, and different in all tabs and devices.

let last = 0;

export function localId(now = Date.now()): number {
  const id = -(now * 4096 + Math.floor(Math.random() * 4096));

  last = id < last || last === 0 ? id : last - 1;
  return last;
}
