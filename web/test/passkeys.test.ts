import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasFeature } from '../src/ui/lib/features';
import { reasonOf, wasCancelled, worksHere } from '../src/ui/lib/passkeys';

const root = document.documentElement;

afterEach(() => {
  delete root.dataset.features;
  vi.unstubAllGlobals();
});

describe('features', () => {
  it.each([
    ['passkeys', true],
    ['other passkeys', true],
    ['', false],
    ['passkeysque', false],
  ])('are the words in the page: %j', (words, on) => {
    root.dataset.features = words;
    expect(hasFeature('passkeys')).toBe(on);
  });

  it('are all there without the server', () => {
    expect(hasFeature('passkeys')).toBe(true);
  });
});

describe('passkeys', () => {
  it('need a browser that has them, and a name', () => {
    vi.stubGlobal('PublicKeyCredential', class {});
    vi.stubGlobal('location', { hostname: 'auth.example.com' });
    expect(worksHere()).toBe(true);
    vi.stubGlobal('location', { hostname: '192.0.2.1' });
    expect(worksHere()).toBe(false);
    vi.stubGlobal('location', { hostname: 'auth.example.com' });
    vi.stubGlobal('PublicKeyCredential', undefined);
    expect(worksHere()).toBe(false);
  });

  it.each([
    [{ name: 'NotAllowedError', code: 'ERROR_PASSTHROUGH_SEE_CAUSE_PROPERTY' }, 'CANCELLED'],
    [{ name: 'AbortError', code: 'ERROR_CEREMONY_ABORTED' }, 'CANCELLED'],
    [
      { name: 'InvalidStateError', code: 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' },
      'PREVIOUSLY_REGISTERED',
    ],
    [{ name: 'SecurityError', code: 'ERROR_INVALID_DOMAIN' }, 'PASSKEYS_NOT_HERE'],
    [{ name: 'SecurityError', code: 'ERROR_INVALID_RP_ID' }, 'PASSKEYS_NOT_HERE'],
    [{ name: 'UnknownError' }, undefined],
    [new Error('something'), undefined],
  ])('end with %j as %s', (error, code) => {
    const reason = reasonOf(error);

    expect(reason.code).toBe(code);
    expect(wasCancelled(reason)).toBe(code === 'CANCELLED');
  });
});

describe('a ceremony', () => {
  const answers = vi.fn<typeof fetch>();
  const json = (status: number, body: object) =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    });

  // The client takes the fetch that is there when it is made.
  const client = () => import('../src/ui/lib/passkeys');

  beforeEach(() => {
    vi.resetModules();
    answers.mockReset();
    vi.stubGlobal('fetch', answers);
  });

  it('does not ask the browser when the server has no options', async () => {
    answers.mockResolvedValueOnce(json(429, { message: 'Too many requests' }));
    const { data, error } = await (await client()).signInWithPasskey(false, {});

    expect(data).toBeNull();
    expect(error).toMatchObject({ status: 429 });
    expect(answers).toHaveBeenCalledTimes(1);
  });

  it('does not go on once another one has begun, which asks after it has its answer', async () => {
    const asked: string[] = [];
    const begun: ((answer: Response) => void)[] = [];

    vi.stubGlobal('PublicKeyCredential', class {});
    vi.stubGlobal('navigator', {
      userAgent: '',
      credentials: {
        get: () => {
          asked.push('browser');
          return Promise.reject(new DOMException('no', 'NotAllowedError'));
        },
      },
    });
    answers.mockImplementation((url) => {
      asked.push(String(url).replace(/.*\//, ''));
      return new Promise((resolve) => begun.push(resolve));
    });
    const { signInWithPasskey } = await client();
    const first = signInWithPasskey(true, {});

    await vi.waitFor(() => expect(begun).toHaveLength(1));
    const second = signInWithPasskey(false, {});

    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toHaveLength(1); // its challenge would take the place of the first's
    begun[0]!(json(200, { challenge: 'AAAA', rpId: 'localhost' }));
    expect(wasCancelled((await first).error!)).toBe(true);
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    begun[1]!(json(200, { challenge: 'BBBB', rpId: 'localhost' }));
    expect(wasCancelled((await second).error!)).toBe(true);
    expect(asked).toEqual([
      'generate-authenticate-options',
      'generate-authenticate-options',
      'browser',
    ]);
  });

  it('sends nothing when the person cancels', async () => {
    const refusal = new DOMException('no', 'NotAllowedError');

    vi.stubGlobal('PublicKeyCredential', class {});
    vi.stubGlobal('navigator', {
      userAgent: '',
      credentials: { get: () => Promise.reject(refusal) },
    });
    answers.mockResolvedValueOnce(json(200, { challenge: 'AAAA', rpId: 'localhost' }));
    const { error } = await (await client()).signInWithPasskey(false, {});

    expect(wasCancelled(error!)).toBe(true);
    expect(answers).toHaveBeenCalledTimes(1);
  });
});
