// Makes one task of each line, in their order; each is read like one that was typed.

import { act, type ParsedTask } from '../../api';
import type { Line } from './lines';
import { type Defaults, draftOf, inputOf } from './new-task';
import type { Ask } from './use-understanding';

const AT_ONCE = 4;
const MOST = 500; // units of a title

type Understood = ParsedTask['task'];

async function read(line: Line, ask: Ask): Promise<Understood> {
  const alone = { title: line.text.slice(0, MOST) };

  if (line.text.length > MOST) return alone;
  return (await ask(line.text).catch(() => null))?.task ?? alone;
}

// The answers in the order of the lines, a few asked for at a time.
async function readAll(lines: readonly Line[], ask: Ask): Promise<Understood[]> {
  const found: Understood[] = [];

  for (let from = 0; from < lines.length; from += AT_ONCE)
    found.push(
      ...(await Promise.all(lines.slice(from, from + AT_ONCE).map((line) => read(line, ask)))),
    );
  return found;
}

// What a line has beyond the longest title goes into the notes.
const notesOf = (line: Line) => line.text.slice(MOST);

export async function addLines(
  lines: readonly Line[],
  defaults: Defaults,
  ask: Ask,
): Promise<number> {
  const found = await readAll(lines, ask);

  for (const [i, understood] of found.entries()) {
    const line = lines[i]!;
    const input = inputOf(draftOf(defaults, understood, {}), understood.title, notesOf(line));

    act.create(line.completed ? { ...input, completed: true } : input, { silent: true });
  }
  return found.length;
}
