// Everything that belongs to the signed-in user. Another user gets another workspace, which shares
// nothing with the first.

import { QueryClient } from '@tanstack/react-query';
import { taskApi, type Task, type TaskApi } from './api';
import { authClient } from './auth-client';
import { setSignOutReason } from './sign-out-reason';
import { messages } from './messages';
import { clearNotices, notify } from './notify';
import { ROOT } from './place';
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

  if (error) throw problemOf(error.status);
  if (!data?.token) throw new Problem('server');
  return data.token;
}

let isEnding = false;

// The server has ended the session: the client forgets it as well, in all tabs.
export function sessionEnded(): void {
  setSignOutReason('expired');
  if (isEnding) return;
  isEnding = true;
  void authClient
    .signOut()
    .catch(() => undefined)
    .finally(() => {
      isEnding = false;
    });
}

function failed(what: Failure, title: string, problem: Problem): void {
  if (problem.kind === 'ended') sessionEnded();
  else notify({ title: messages.tasks[what](title), text: problem.message, tone: 'danger' });
}

function build(userId: string): Workspace {
  const keeper = new TokenKeeper(askForToken);
  const api = taskApi(userId, keeper, location.origin + ROOT);
  const key = ['tasks', userId] as const;
  const queries = new QueryClient({
    defaultOptions: { queries: { networkMode: 'always', staleTime: 15_000 } },
  });
  const tasks = new TaskStore(
    api,
    {
      read: () => queries.getQueryData<readonly Task[]>(key),
      write(change) {
        // A list requested before this write may arrive after it, and must not undo it.
        void queries.cancelQueries({ queryKey: key });
        if (queries.getQueryData(key))
          queries.setQueryData<readonly Task[]>(key, (old) => change(old ?? []));
        else void queries.invalidateQueries({ queryKey: key });
      },
      refetch: () => void queries.invalidateQueries({ queryKey: key }),
    },
    {
      // A failure after the user has signed out is not shown.
      failed: (what, title, problem) => current?.userId === userId && failed(what, title, problem),
    },
  );

  addEventListener('pagehide', () => tasks.leave());
  addEventListener('beforeunload', (event) => {
    if (current?.userId === userId && tasks.unsaved) event.preventDefault(); // the browser asks whether to leave
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
