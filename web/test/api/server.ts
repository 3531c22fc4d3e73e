// Answers of a server of tasks, as far as these tests need them. The real one is under test in
// ../../tests/e2e/sync.spec.mjs.

import { vi } from 'vitest';
import { blank } from '../../src/api/replica/overlay';
import type { Task } from '../../src/api/types';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

export class TaskServer {
  tasks = new Map<number, Task>();
  deleted = new Map<number, number>(); // id -> revision
  keys = new Map<string, Answer>();
  revision = 0;
  requests: string[] = [];
  before: (method: string, path: string) => Answer | null | Promise<Answer | null> = () => null;
  after: (method: string, path: string) => boolean = () => false; // whether the answer is lost
  #nextId = 1000;
  #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();

  constructor(readonly userId = 'u') {
    vi.stubGlobal('fetch', (input: Request) => this.#fetch(input));
  }

  put(members: Partial<Task>): Task {
    const id = members.id ?? this.#nextId++;
    const known = this.tasks.get(id) ?? blank(id, this.userId, '2026-12-01T08:00:00.000Z', {});
    const task = { ...known, ...members, id, revision: ++this.revision };

    this.tasks.set(id, task);
    this.deleted.delete(id);
    this.#tell();
    return task;
  }

  drop(id: number): void {
    this.tasks.delete(id);
    this.deleted.set(id, ++this.revision);
    this.#tell();
  }

  #tell(): void {
    for (const stream of this.#streams)
      stream.enqueue(
        new TextEncoder().encode(`event: changed\nid: ${this.revision}\ndata: {}\n\n`),
      );
  }

  async #fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const path = pathname.replace(`/api/users/${this.userId}`, '');

    if (path === '/events') return this.#stream(request);
    this.requests.push(`${request.method} ${path}`);
    const text = await request.text();
    const answer =
      (await this.before(request.method, path)) ??
      this.#answer(request, path, searchParams, text ? JSON.parse(text) : {});

    if (this.after(request.method, path)) throw new TypeError('network error');
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
      status: answer.status,
      headers: { 'content-type': 'application/json', ...answer.headers },
    });
  }

  #stream(request: Request): Response {
    let mine: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        mine = controller;
        this.#streams.add(controller);
        controller.enqueue(
          new TextEncoder().encode(`event: ready\nid: ${this.revision}\ndata: {}\n\n`),
        );
      },
      cancel: () => void this.#streams.delete(mine),
    });

    request.signal.addEventListener('abort', () => {
      if (this.#streams.delete(mine)) mine.error(request.signal.reason);
    });
    return new Response(body);
  }

  #answer(request: Request, path: string, query: URLSearchParams, body: object): Answer {
    const id = Number(/^\/tasks\/(\d+)/.exec(path)?.[1] ?? 0);

    if (path === '/changes') return this.#changes(query.get('since'));
    if (path === '/lists') return { status: 200, body: [] };
    if (path === '/preferences')
      return {
        status: 200,
        body: {
          time_zone: 'UTC',
          language: 'en',
          first_day: 'monday',
          default_list_id: null,
          reminders_by: [],
        },
      };
    if (path === '/tasks' && request.method === 'GET')
      return {
        status: 200,
        body: [...this.tasks.values()].filter(
          ({ completed }) => completed === (query.get('completed') === 'true'),
        ),
      };
    if (path === '/tasks') return this.#create(request.headers.get('idempotency-key')!, body);
    return this.#one(request, id, body);
  }

  #create(key: string, body: object): Answer {
    const known = this.keys.get(key);

    if (known) return known;
    const answer = { status: 201, body: this.put({ ...body, id: this.#nextId++ }) };

    this.keys.set(key, answer);
    return answer;
  }

  #one(request: Request, id: number, body: object): Answer {
    const task = this.tasks.get(id);
    const match = request.headers.get('if-match');

    if (!task) return { status: 404, body: { detail: 'Task not found' } };
    if (request.method === 'GET') return { status: 200, body: task };
    if (match && match !== `"${task.revision}"`)
      return { status: 412, body: { detail: 'It has changed' } };
    if (request.method === 'PATCH') return { status: 200, body: this.put({ ...body, id }) };
    this.drop(id);
    return { status: 204 };
  }

  #changes(since: string | null): Answer {
    const from = Number(since ?? this.revision);

    return {
      status: 200,
      body: {
        tasks: [...this.tasks.values()].filter(({ revision }) => revision > from),
        lists: [],
        deleted: [...this.deleted]
          .filter(([, revision]) => revision > from)
          .map(([id]) => ({ kind: 'task', id })),
        cursor: String(this.revision),
        more: false,
      },
    };
  }
}
