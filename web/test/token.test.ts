import { describe, expect, it, vi } from 'vitest';
import { withToken } from '../src/api/http/client';
import { Problem } from '../src/api/http/problems';
import { TokenKeeper } from '../src/api/http/token';

const numbered = () => {
  let n = 0;

  return vi.fn(async () => `token-${++n}`);
};

describe('the token', () => {
  it('is asked for once, however many wait for it', async () => {
    const ask = numbered();
    const keeper = new TokenKeeper(ask);

    expect(await Promise.all([keeper.get(), keeper.get(), keeper.get()])).toEqual([
      'token-1',
      'token-1',
      'token-1',
    ]);
    expect(await keeper.get()).toBe('token-1');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('is replaced once when several requests are refused with the same one', async () => {
    const ask = numbered();
    const keeper = new TokenKeeper(ask);
    const old = await keeper.get();

    expect(await Promise.all([keeper.replace(old), keeper.replace(old)])).toEqual([
      'token-2',
      'token-2',
    ]);
    expect(await keeper.replace(old)).toBe('token-2');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('asks again after a failure', async () => {
    const ask = vi
      .fn()
      .mockRejectedValueOnce(new Problem('unreachable'))
      .mockResolvedValueOnce('token');
    const keeper = new TokenKeeper(ask);

    await expect(keeper.get()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(keeper.held).toBeNull();
    expect(await keeper.get()).toBe('token');
  });

  it('forgets, even what is still on its way', async () => {
    let answer = (_: string) => {};
    const keeper = new TokenKeeper(() => new Promise((resolve) => (answer = resolve)));
    const late = keeper.get();

    keeper.forget();
    answer('of a user who left');
    await late;
    expect(keeper.held).toBeNull();
  });

  it('is never stored', async () => {
    await new TokenKeeper(async () => 'secret-token').get();
    expect(
      JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie,
    ).not.toContain('secret-token');
  });
});

describe('a request with the token', () => {
  const url = 'http://localhost/api/users/u/tasks';
  const bearer = (request: Request) => request.headers.get('authorization');

  it('carries it', async () => {
    const send = vi.fn(async (_: Request) => new Response('[]'));
    const response = await withToken(
      new TokenKeeper(numbered()),
      send as unknown as typeof fetch,
    )(new Request(url));

    expect(response.status).toBe(200);
    expect(send).toHaveBeenCalledTimes(1);
    expect(bearer(send.mock.calls[0]![0])).toBe('Bearer token-1');
  });

  it('is sent once more with a new one when it is refused, body and all', async () => {
    const bodies: string[] = [];
    const send = vi.fn(async (request: Request) => {
      bodies.push(`${bearer(request)} ${await request.text()}`);
      return new Response(null, { status: bodies.length === 1 ? 401 : 201 });
    });
    const request = new Request(url, { method: 'POST', body: '{"title":"x"}' });
    const response = await withToken(
      new TokenKeeper(numbered()),
      send as unknown as typeof fetch,
    )(request);

    expect(response.status).toBe(201);
    expect(bodies).toEqual(['Bearer token-1 {"title":"x"}', 'Bearer token-2 {"title":"x"}']);
  });

  it('is given up after the second refusal', async () => {
    const send = vi.fn(async (_: Request) => new Response(null, { status: 401 }));
    const response = await withToken(
      new TokenKeeper(numbered()),
      send as unknown as typeof fetch,
    )(new Request(url));

    expect(response.status).toBe(401);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('is not sent again after a 403', async () => {
    const send = vi.fn(async (_: Request) => new Response(null, { status: 403 }));

    await withToken(new TokenKeeper(numbered()), send as unknown as typeof fetch)(new Request(url));
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('is not sent at all when there is no session', async () => {
    const send = vi.fn();
    const keeper = new TokenKeeper(async () => {
      throw new Problem('ended');
    });

    await expect(
      withToken(keeper, send as unknown as typeof fetch)(new Request(url)),
    ).rejects.toMatchObject({ kind: 'ended' });
    expect(send).not.toHaveBeenCalled();
  });
});
