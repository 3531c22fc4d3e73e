// Reads everything: first the open tasks, by pages, beside them the lists and the preferences, and
// at the same time the completed ones. What changes meanwhile is in the feed from the cursor on.

import type { Client } from '../http/client';
import type { Id, Task } from '../types';
import type { News } from '../replica/replica';

const PAGE = 1000;

export interface Loading {
  learn(news: News): void; // as it comes
  ready(): void; // the open tasks, the lists and the preferences are there
}

export interface Loaded {
  cursor: string;
  tasks: Set<Id>;
  lists: Set<Id>;
}

export async function loadAll(
  client: Client,
  { learn, ready }: Loading,
  signal?: AbortSignal,
): Promise<Loaded> {
  const { cursor } = await client.changes(null, signal);
  const tasks = new Set<Id>();
  const lists = new Set<Id>();

  const chain = async (completed: boolean) => {
    for (let next: string | null = '', query = {}; next !== null; query = { cursor: next }) {
      const page = await client.page(
        { completed, sort: '-created_at', limit: PAGE, ...query },
        signal,
      );

      for (const { id } of page.tasks) tasks.add(id);
      learn({ tasks: page.tasks });
      next = page.next;
    }
  };
  const surroundings = async () => {
    const [all, preferences] = await Promise.all([
      client.lists(signal),
      client.preferences(signal),
    ]);

    for (const { id } of all) lists.add(id);
    learn({ lists: all, preferences });
  };
  const done = chain(true);

  done.catch(() => undefined); // told below
  await Promise.all([chain(false), surroundings()]);
  ready();
  await done;
  return { cursor, tasks, lists };
}

export async function loadTrash(client: Client): Promise<Task[]> {
  const tasks: Task[] = [];

  for (let before: Id | null = null; ; before = tasks.at(-1)!.id) {
    const { tasks: page } = await client.page({
      trash: true,
      limit: 500,
      ...(before ? { before } : {}),
    });

    tasks.push(...page);
    if (page.length < 500) return tasks;
  }
}
