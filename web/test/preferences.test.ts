import { beforeEach, describe, expect, it, vi } from 'vitest';

const fresh = async () => {
  vi.resetModules();
  return import('../src/ui/lib/preferences');
};

function systemIs(dark: boolean) {
  vi.spyOn(window, 'matchMedia').mockReturnValue({
    matches: dark,
    addEventListener() {},
    removeEventListener() {},
  } as never);
}

beforeEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset.theme;
  systemIs(false);
});

describe('preferences', () => {
  it('begin with the system’s colours and single keys', async () => {
    const { preferences } = await fresh();

    expect(preferences.get()).toEqual({ theme: 'system', singleKeys: true });
    expect(preferences.get()).toEqual(preferences.initial());
  });

  it('are kept', async () => {
    (await fresh()).preferences.set({ theme: 'dark', singleKeys: false });
    expect((await fresh()).preferences.get()).toEqual({ theme: 'dark', singleKeys: false });
    expect(document.documentElement.dataset.theme).toBe('dark');
  });

  it('ignore what another program stored there', async () => {
    localStorage.setItem('ostiary.theme', 'pink');
    expect((await fresh()).preferences.get().theme).toBe('system');
  });

  it('work where a browser keeps nothing', async () => {
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    const { preferences } = await fresh();

    preferences.set({ theme: 'light' });
    expect(preferences.get().theme).toBe('light');
  });

  it.each([
    ['system', true, 'dark'],
    ['system', false, 'light'],
    ['light', true, 'light'],
    ['dark', false, 'dark'],
  ] as const)('%s with a system that is dark: %s is %s', async (theme, dark, seen) => {
    systemIs(dark);
    (await fresh()).applyTheme(theme);
    expect(document.documentElement.dataset.theme).toBe(seen);
  });

  it.each([
    [null, true, 'dark'],
    [null, false, 'light'],
    ['light', true, 'light'],
    ['dark', false, 'dark'],
  ] as const)('are seen before the first paint: %s, system dark %s', async (theme, dark, seen) => {
    systemIs(dark);
    if (theme) localStorage.setItem('ostiary.theme', theme);
    const { beforePaint } = await fresh();

    new Function(beforePaint)();
    expect(document.documentElement.dataset.theme).toBe(seen);
    expect(document.documentElement.dataset.known).toBeUndefined();
  });

  it.each([
    ['localhost', true, undefined],
    ['auth.example.com', true, undefined],
    ['1and1.example', true, undefined],
    ['127.0.0.1', true, ''],
    ['[::1]', true, ''],
    ['localhost', false, ''],
  ])('hide what a browser has no passkeys for: %s, with passkeys: %s', async (host, able, seen) => {
    delete document.documentElement.dataset.noPasskeys;
    vi.stubGlobal('PublicKeyCredential', able ? class {} : undefined);
    vi.stubGlobal('location', { hostname: host, search: '' });
    new Function((await fresh()).beforePaint)();
    vi.unstubAllGlobals();
    expect(document.documentElement.dataset.noPasskeys).toBe(seen);
  });

  it('hide the start page from who was signed in a moment ago', async () => {
    localStorage.setItem('ostiary.known', '1');
    new Function((await fresh()).beforePaint)();
    expect(document.documentElement.dataset.known).toBe('');
  });
});
