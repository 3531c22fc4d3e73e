// The client of the task API. It attaches the token.

import createClient from 'openapi-fetch';
import type { components, paths } from '../schema.gen';
import type {
  ExportFormat,
  Id,
  ImportFormat,
  ImportReport,
  List,
  ListChange,
  ListInput,
  ParsedTask,
  Preferences,
  PreferencesChange,
  PushDevice,
  PushDeviceInput,
  Section,
  SectionChange,
  SectionInput,
  Task,
  TaskChange,
  TaskInput,
} from '../types';
import { Problem, problemOf } from './problems';
import type { TokenKeeper } from './token';

export type Changes = components['schemas']['Changes'];

export interface Page {
  tasks: Task[];
  next: string | null; // the cursor of the next page
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function memberOf(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  return String((error as Record<string, unknown>)[name]);
}

function waitOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);

  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

export function problemIn(response: Response, error: unknown): Problem {
  return problemOf(response.status, memberOf(error, 'detail'), memberOf(error, 'type'), {
    member: memberOf(error, 'member'),
    afterMs: waitOf(response),
  });
}

async function settle<T>(request: Promise<Answer<T>>): Promise<{ data: T; response: Response }> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    if (cause instanceof Problem || (cause instanceof DOMException && cause.name === 'AbortError'))
      throw cause;
    throw new Problem('unreachable');
  });

  if (!response.ok) throw problemIn(response, error);
  return { data: data as T, response };
}

const dataOf = async <T>(request: Promise<Answer<T>>): Promise<T> => (await settle(request)).data;

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

const USER = '/api/users/{user_id}';
const KEPT = 15_000; // characters; a browser lets 64 KiB outlive a page, all requests together

// keepalive: a write that is under way outlives the page.
const keep = (body?: unknown) => ({
  keepalive: body === undefined || JSON.stringify(body).length < KEPT,
});

function nextOf(response: Response): string | null {
  const target = /<([^>]*)>;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];

  return target ? new URL(target, 'http://host').searchParams.get('cursor') : null;
}

export type Client = ReturnType<typeof makeClient>;

export function makeClient(userId: string, keeper: TokenKeeper, baseUrl: string) {
  const send = withToken(keeper);
  const client = createClient<paths>({ baseUrl, fetch: send, credentials: 'omit' });
  const mine = { user_id: userId };
  const one = (id: Id) => ({ params: { path: { user_id: userId, task_id: id } } });
  const list = (id: Id) => ({ params: { path: { user_id: userId, list_id: id } } });
  const section = (at: Id, id: Id) => ({
    params: { path: { user_id: userId, list_id: at, section_id: id } },
  });
  const path = `${baseUrl}/api/users/${encodeURIComponent(userId)}`;
  const keyed = (key: string) => ({ 'Idempotency-Key': key });

  return {
    path,
    send,

    async page(query: Record<string, string | number | boolean>, signal?: AbortSignal) {
      const { data, response } = await settle<Task[]>(
        client.GET(`${USER}/tasks`, { params: { path: mine, query }, signal }),
      );
      return { tasks: data, next: nextOf(response) } satisfies Page;
    },
    task: (id: Id) => dataOf<Task>(client.GET(`${USER}/tasks/{task_id}`, one(id))),
    lists: (signal?: AbortSignal) =>
      dataOf<List[]>(client.GET(`${USER}/lists`, { params: { path: mine }, signal })),
    preferences: (signal?: AbortSignal) =>
      dataOf<Preferences>(client.GET(`${USER}/preferences`, { params: { path: mine }, signal })),
    changes: (since: string | null, signal?: AbortSignal) =>
      dataOf<Changes>(
        client.GET(`${USER}/changes`, {
          params: { path: mine, query: since === null ? {} : { since } },
          signal,
        }),
      ),

    create: (input: TaskInput, key: string) =>
      dataOf<Task>(
        client.POST(`${USER}/tasks`, {
          params: { path: mine, header: keyed(key) },
          body: input,
          ...keep(input),
        }),
      ),
    update: (id: Id, change: TaskChange, etag: string | null) =>
      dataOf<Task>(
        client.PATCH(`${USER}/tasks/{task_id}`, {
          params: { ...one(id).params, ...(etag ? { header: { 'If-Match': etag } } : {}) },
          body: change,
          ...keep(change),
        }),
      ),
    remove: (id: Id, purge: boolean) =>
      dataOf<unknown>(
        client.DELETE(`${USER}/tasks/{task_id}`, {
          params: { ...one(id).params, query: purge ? { purge } : {} },
          ...keep(),
        }),
      ),
    restore: (id: Id, key: string) =>
      dataOf<Task>(
        client.POST(`${USER}/tasks/{task_id}/restore`, {
          params: { ...one(id).params, header: keyed(key) },
          ...keep(),
        }),
      ),

    createList: (input: ListInput, key: string) =>
      dataOf<List>(
        client.POST(`${USER}/lists`, {
          params: { path: mine, header: keyed(key) },
          body: input,
          ...keep(input),
        }),
      ),
    updateList: (id: Id, change: ListChange) =>
      dataOf<List>(
        client.PATCH(`${USER}/lists/{list_id}`, { ...list(id), body: change, ...keep(change) }),
      ),
    removeList: (id: Id, tasks: 'keep' | 'delete') =>
      dataOf<unknown>(
        client.DELETE(`${USER}/lists/{list_id}`, {
          params: { ...list(id).params, query: { tasks } },
          ...keep(),
        }),
      ),
    createSection: (at: Id, input: SectionInput, key: string) =>
      dataOf<Section>(
        client.POST(`${USER}/lists/{list_id}/sections`, {
          params: { ...list(at).params, header: keyed(key) },
          body: input,
          ...keep(input),
        }),
      ),
    updateSection: (at: Id, id: Id, change: SectionChange) =>
      dataOf<Section>(
        client.PATCH(`${USER}/lists/{list_id}/sections/{section_id}`, {
          ...section(at, id),
          body: change,
          ...keep(change),
        }),
      ),
    removeSection: (at: Id, id: Id) =>
      dataOf<unknown>(
        client.DELETE(`${USER}/lists/{list_id}/sections/{section_id}`, {
          ...section(at, id),
          ...keep(),
        }),
      ),
    setPreferences: (change: PreferencesChange) =>
      dataOf<Preferences>(
        client.PATCH(`${USER}/preferences`, {
          params: { path: mine },
          body: change,
          ...keep(change),
        }),
      ),

    pushKey: async () => {
      const { data } = await settle<{ public_key: string }>(
        client.GET(`${USER}/push/key`, { params: { path: mine } }),
      );

      return data.public_key;
    },
    devices: () =>
      dataOf<PushDevice[]>(client.GET(`${USER}/push/subscriptions`, { params: { path: mine } })),
    addDevice: (input: PushDeviceInput) =>
      dataOf<PushDevice>(
        client.POST(`${USER}/push/subscriptions`, { params: { path: mine }, body: input }),
      ),
    removeDevice: (id: Id) =>
      dataOf<unknown>(
        client.DELETE(`${USER}/push/subscriptions/{subscription_id}`, {
          params: { path: { ...mine, subscription_id: id } },
          ...keep(),
        }),
      ),

    parse: (text: string, language: string, timeZone: string, signal?: AbortSignal) =>
      dataOf<ParsedTask>(
        client.POST(`${USER}/tasks/parse`, {
          params: { path: mine },
          body: { text, language, time_zone: timeZone },
          signal,
        }),
      ),
    exportUrl: (format: ExportFormat, listId?: Id) =>
      `${path}/export?format=${format}${listId ? `&list=${listId}` : ''}`,
    async import(file: Blob, type: string, format: ImportFormat, query: string, key: string) {
      const response = await send(
        new Request(`${path}/import?format=${format}${query}`, {
          method: 'POST',
          body: file,
          credentials: 'omit',
          headers: { 'content-type': type, 'idempotency-key': key },
        }),
      ).catch((cause: unknown) => {
        throw cause instanceof Problem ? cause : new Problem('unreachable');
      });
      const answer: unknown = await response.json().catch(() => null);

      if (!response.ok) throw problemIn(response, answer);
      return answer as ImportReport;
    },
  };
}
