// Everything that belongs to the person who is signed in. Another person gets another one, and nothing is left over.

import { QueryClient } from '@tanstack/react-query';
import { taskApi, type Task, type TaskApi } from './api';
import { authClient } from './auth-client';
import { leaveBecause } from './leaving';
import { messages } from './messages';
import { clearNotices, notify } from './notify';
import { Problem, problemOf } from './problems';
import { TaskStore, type Failure } from './task-store';
import { TokenKeeper } from './token';

export interface Workspace {
  userId: string;
  api: TaskApi;
  queries: QueryClient;
  tasks: TaskStore;
  key: readonly ['tasks', string];
}

async function askForToken(): Promise<string> {
  const { data, error } = await authClient.$fetch<{ token: string }>('/token').catch(() => {
    throw new Problem('unreachable');
  });

  if (error)
    throw problemOf(error.status);
  if (!data?.token)
    throw new Problem('server');
  return data.token;
}

let ending: Promise<unknown> | null = null;

// The server says that there is no session behind what we hold: the client forgets it too, in all tabs.
export function sessionEnded(): void {
  leaveBecause('expired');
  ending ??= authClient.signOut().catch(() => undefined).finally(() => {
    ending = null;
  });
}

function failed(what: Failure, title: string, problem: Problem): void {
  if (problem.kind === 'ended')
    sessionEnded();
  else
    notify({ title: messages.tasks[what](title), text: problem.words, tone: 'danger' });
}

function build(userId: string): Workspace {
  const keeper = new TokenKeeper(askForToken);
  const api = taskApi(userId, keeper, location.origin);
  const key = ['tasks', userId] as const;
  const queries = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', staleTime: 15_000 } } });
  const tasks = new TaskStore(api, {
    read: () => queries.getQueryData<readonly Task[]>(key),
    write(change) {
      // A list that was asked for before this write may come after it, and must not undo it.
      void queries.cancelQueries({ queryKey: key });
      if (queries.getQueryData(key))
        queries.setQueryData<readonly Task[]>(key, (old) => change(old ?? []));
      else
        void queries.invalidateQueries({ queryKey: key });
    },
    refetch: () => void queries.invalidateQueries({ queryKey: key }),
  }, {
    // What fails after its person has left is nobody's business any more.
    failed: (what, title, problem) => current?.userId === userId && failed(what, title, problem),
  });

  addEventListener('pagehide', () => tasks.leave());
  addEventListener('beforeunload', (event) => {
    if (current?.userId === userId && tasks.unsaved)
      event.preventDefault(); // the browser asks whether to leave
  });
  return { userId, api, queries, tasks, key };
}

let current: Workspace | null = null;

export function workspaceOf(userId: string): Workspace {
  if (current?.userId !== userId) {
    current?.queries.clear();
    current = build(userId);
  }
  return current;
}

export function currentWorkspace(): Workspace | null {
  return current;
}

export function closeWorkspace(): void {
  current?.queries.clear();
  current = null;
  clearNotices();
}
