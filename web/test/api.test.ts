import { afterEach, describe, expect, it, vi } from 'vitest';
import { taskApi, type Task } from '../src/ui/lib/api';
import { problemOf, type Problem } from '../src/ui/lib/problems';
import { TokenKeeper } from '../src/ui/lib/token';
import { aTask } from './tasks';

const keeper = () => new TokenKeeper(async () => 'token');
const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });

function answering(answer: (request: Request) => Response | Promise<Response>) {
  const send = vi.fn(async (request: Request | string, _?: RequestInit) =>
    answer(request as Request),
  );

  vi.stubGlobal('fetch', send);
  return send;
}

const api = () => taskApi('u 1', keeper(), 'http://localhost');

afterEach(() => vi.unstubAllGlobals());

describe('the client of the task API', () => {
  it('reads a long list page by page', async () => {
    const all = Array.from({ length: 1100 }, (_, i) => aTask({ id: 2000 - i }));
    const send = answering((request) => {
      const query = new URL(request.url).searchParams;
      const before = Number(query.get('before') ?? Infinity);

      return json(all.filter((task) => task.id < before).slice(0, Number(query.get('limit'))));
    });

    expect((await api().list()).map((task: Task) => task.id)).toEqual(all.map((task) => task.id));
    expect(send).toHaveBeenCalledTimes(3);
    expect((send.mock.calls[0]![0] as Request).url).toBe(
      'http://localhost/api/users/u%201/tasks?limit=500',
    );
  });

  it('sends no cookie', async () => {
    const send = answering(() => json([]));

    await api().list();
    expect((send.mock.calls[0]![0] as Request).credentials).toBe('omit');
  });

  it('writes so that the page may go meanwhile', async () => {
    const send = answering(() => json(aTask()));

    await api().create({ title: 'x' });
    await api().change(1, { completed: true });
    await api()
      .list()
      .catch(() => undefined);
    expect(send.mock.calls.map(([request]) => Boolean((request as Request).keepalive))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('answers with nothing to a deletion', async () => {
    answering(() => new Response(null, { status: 204 }));
    await expect(api().remove(5)).resolves.toBeUndefined();
  });

  it.each([
    [401, 'ended'],
    [403, 'forbidden'],
    [404, 'gone'],
    [409, 'full'],
    [503, 'busy'],
    [500, 'server'],
    [400, 'refused'],
  ])('takes %i for "%s"', async (status, kind) => {
    answering(() => json({ detail: 'Why it was refused' }, status));
    const problem = await api()
      .create({ title: 'x' })
      .catch((error: Problem) => error);

    expect(problem).toMatchObject({ name: 'Problem', kind, detail: 'Why it was refused' });
  });

  it('tells a sign-in that is not enough from a session that has ended', async () => {
    const kindOf = async (type?: string) => {
      answering(() => json({ detail: 'Sign in again', type }, 401));
      return api()
        .create({ title: 'x' })
        .catch((error: Problem) => error.kind);
    };

    expect(await kindOf('/api/docs#problem-stronger-sign-in')).toBe('weak');
    expect(await kindOf('/api/docs#problem-not-authenticated')).toBe('ended');
    expect(await kindOf('/other#problem-stronger-sign-in-x')).toBe('ended');
    expect(await kindOf()).toBe('ended');
  });

  it('takes no answer for an unreachable server', async () => {
    answering(() => {
      throw new TypeError('Failed to fetch');
    });
    await expect(api().change(1, { completed: true })).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });

  it('says in the server’s own words why it refused', () => {
    expect(problemOf(400, 'Title must be shorter').message).toBe('Title must be shorter');
    expect(problemOf(500, 'at line 5 of …').message).not.toContain('line 5');
  });

  it('deletes without waiting when the page goes', async () => {
    const send = answering(() => new Response(null, { status: 204 }));
    const kept = keeper();
    const leaving = taskApi('u', kept, 'http://localhost');

    leaving.removeOnLeave(7);
    expect(send).not.toHaveBeenCalled(); // no token, and no time to ask for one
    await kept.get();
    leaving.removeOnLeave(7);
    expect(send).toHaveBeenCalledWith(
      'http://localhost/api/users/u/tasks/7',
      expect.objectContaining({
        method: 'DELETE',
        keepalive: true,
        headers: { authorization: 'Bearer token' },
      }),
    );
  });
});
