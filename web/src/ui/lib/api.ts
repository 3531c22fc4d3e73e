// The client of the task API. It attaches the token and notices the end of the session.

import createClient from 'openapi-fetch';
import type { components, paths } from './api.gen';
import { Problem, problemOf } from './problems';
import type { TokenKeeper } from './token';

// The members that the pages show and change; the server has more.
type Edited = 'title' | 'description' | 'completed' | 'due_date' | 'priority' | 'tags';

export type Task = Pick<
  components['schemas']['Task'],
  Edited | 'id' | 'user_id' | 'created_at' | 'updated_at'
>;
export type TaskChange = Pick<components['schemas']['TaskChange'], Edited>;
export type TaskCreate = components['schemas']['TaskCreate'];

const PAGE = 500; // tasks per request: the longest possible texts stay below the server's bound

const LIST = '/api/users/{user_id}/tasks';
const ONE = '/api/users/{user_id}/tasks/{task_id}';

export interface TaskApi {
  list(signal?: AbortSignal): Promise<Task[]>;
  create(task: TaskCreate): Promise<Task>;
  change(id: number, change: TaskChange): Promise<Task>;
  remove(id: number): Promise<void>;
  removeOnLeave(id: number): void;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function memberOf(error: unknown, name: 'detail' | 'type'): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  return String((error as Record<string, unknown>)[name]);
}

async function settle<T>(request: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    if (cause instanceof Problem || (cause instanceof DOMException && cause.name === 'AbortError'))
      throw cause;
    throw new Problem('unreachable');
  });

  if (!response.ok)
    throw problemOf(response.status, memberOf(error, 'detail'), memberOf(error, 'type'));
  return data as T;
}

// fetch with the token. A refused token is replaced once; the caller sees a second refusal.
export function withToken(keeper: TokenKeeper, send: typeof fetch = (...args) => fetch(...args)) {
  return async (request: Request): Promise<Response> => {
    const token = await keeper.get();
    const again = request.clone();

    request.headers.set('authorization', `Bearer ${token}`);
    const response = await send(request);

    if (response.status !== 401) return response;
    again.headers.set('authorization', `Bearer ${await keeper.replace(token)}`);
    return send(again);
  };
}

export function taskApi(userId: string, keeper: TokenKeeper, baseUrl: string): TaskApi {
  const client = createClient<paths>({ baseUrl, fetch: withToken(keeper), credentials: 'omit' });
  const one = (id: number) => ({ user_id: userId, task_id: id });

  return {
    async list(signal) {
      const tasks: Task[] = [];

      for (let page: Task[]; ; ) {
        const last = tasks.at(-1);
        const query = last ? { limit: PAGE, before: last.id } : { limit: PAGE };

        page = await settle(
          client.GET(LIST, { params: { path: { user_id: userId }, query }, signal }),
        );
        tasks.push(...page);
        if (page.length < PAGE) return tasks;
      }
    },
    // keepalive: a write that is under way outlives the page.
    create: (task) =>
      settle(
        client.POST(LIST, { params: { path: { user_id: userId } }, body: task, keepalive: true }),
      ),
    change: (id, change) =>
      settle(client.PATCH(ONE, { params: { path: one(id) }, body: change, keepalive: true })),
    remove: (id) =>
      settle<void>(client.DELETE(ONE, { params: { path: one(id) }, keepalive: true })),

    // The page is being left: nothing can be awaited, and keepalive lets the request outlive it.
    removeOnLeave(id) {
      if (!keeper.held) return;
      void fetch(`${baseUrl}/api/users/${encodeURIComponent(userId)}/tasks/${id}`, {
        method: 'DELETE',
        keepalive: true,
        credentials: 'omit',
        headers: { authorization: `Bearer ${keeper.held}` },
      }).catch(() => undefined);
    },
  };
}
