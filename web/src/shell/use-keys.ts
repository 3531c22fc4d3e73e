// Who answers to which key. One listener serves the page; what was mounted last goes first.

import { useEffect, useRef } from 'react';
import { commandOf, type KeyId } from './keys';

// false: not this time, ask the next one.
export type Handlers = Partial<Record<KeyId, (event: KeyboardEvent) => unknown>>;

const SEQUENCE_MS = 1500;
const FIELDS = 'input:not([type=checkbox],[type=radio],[type=button]), textarea, select';

const stack: { current: Handlers }[] = [];
let before: { stroke: string; at: number } | null = null;
let singleKeys: () => boolean = () => true;

// The person's choice, which the preferences know.
export function singleKeysFrom(ask: () => boolean): void {
  singleKeys = ask;
}

function situationOf(event: KeyboardEvent) {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const pending = before && event.timeStamp - before.at < SEQUENCE_MS ? before.stroke : null;

  return {
    singleKeys: singleKeys(),
    typing: target !== null && (target.matches(FIELDS) || target.isContentEditable),
    apart: target?.closest('[role=dialog], [role=alertdialog], [role=menu]') != null,
    before: pending,
  };
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const found = commandOf(event, situationOf(event));

  before = found && 'before' in found ? { stroke: found.before, at: event.timeStamp } : null;
  if (!found || !('id' in found)) return;
  for (const { current } of [...stack].reverse()) {
    const handle = current[found.id];

    if (!handle || handle(event) === false) continue;
    event.preventDefault();
    return;
  }
}

export function useKeys(handlers: Handlers): void {
  const latest = useRef(handlers);

  latest.current = handlers;
  useEffect(() => {
    if (stack.length === 0) window.addEventListener('keydown', onKeyDown);
    stack.push(latest);
    return () => {
      stack.splice(stack.indexOf(latest), 1);
      if (stack.length === 0) window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}
