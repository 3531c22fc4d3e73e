// Which tasks an import has made, so that it can be taken back.

import type { ImportReport, Task } from '../../api';

const SHORT = 100; // characters of a title that the report has

// Those that were not there before, and whose titles the report names. Parts of a task go with it,
// and so are not named themselves.
export function madeOf(
  tasks: readonly Task[],
  before: ReadonlySet<number>,
  { items }: Pick<ImportReport, 'items'>,
): Task[] {
  const titles = new Set(
    items.filter(({ outcome }) => outcome === 'made').map(({ title }) => title),
  );
  const made = tasks.filter(
    ({ id, title }) => !before.has(id) && titles.has([...title].slice(0, SHORT).join('')),
  );
  const ids = new Set(made.map(({ id }) => id));

  return made.filter(({ parent_id }) => parent_id === null || !ids.has(parent_id));
}
