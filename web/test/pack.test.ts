// @vitest-environment node
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cacheOf,
  pack,
  pathOf,
  policyOf,
  refuseInline,
  typeOf,
  variantsOf,
} from '../scripts/pack.mjs';

let folder: string;

const put = (name: string, text: string) => {
  const file = path.join(folder, 'out', name);

  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};
const packed = () => pack(path.join(folder, 'out'), path.join(folder, 'target'));
const table = () =>
  fs.readFileSync(path.join(folder, 'target/web_table.h'), 'utf8').trim().split('\n');
const files = () => table().filter((row) => row.startsWith('WEB_FILE'));
const marks = () => table().filter((row) => row.startsWith('WEB_MARK'));
const blob = () => fs.readFileSync(path.join(folder, 'target/web.bin'));

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pack-'));
  put('index.html', `<html><script>let a = 1</script>${'<p>text</p>'.repeat(200)}</html>`);
  put('404.html', '<html>none</html>');
});

afterEach(() => fs.rmSync(folder, { recursive: true }));

describe('paths', () => {
  it.each([
    ['index.html', '/'],
    ['tasks.html', '/tasks'],
    ['404.html', '/404'],
    ['favicon.svg', '/favicon.svg'],
    ['tasks/__next._tree.txt', '/tasks/__next._tree.txt'],
    ['_next/static/a.js', '/_next/static/a.js'],
    ['a/index.html', '/a/'],
  ])('%s is %s', (file, url) => {
    expect(pathOf(file)).toBe(url);
  });

  it('keep hashed files for ever and ask again for the others', () => {
    expect(cacheOf('/_next/static/chunks/a.js')).toBe('WEB_CACHE_IMMUTABLE');
    expect(cacheOf('/tasks')).toBe('WEB_CACHE_REVALIDATE');
  });

  it('have a known type or stop the build', () => {
    expect(typeOf('a.svg')).toBe('image/svg+xml');
    expect(() => typeOf('a.exe')).toThrow('no content type');
  });
});

describe('policies', () => {
  it('name each inline script by its hash, once, and no script with an address', () => {
    const hash = crypto.createHash('sha256').update('let a = 1').digest('base64');
    const policy = policyOf(
      '<script>let a = 1</script><script async src="/x.js"></script><script id="r">let a = 1</script>',
    );

    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(policy.split('sha256-')).toHaveLength(2);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    ['<p style="color:red">x</p>'],
    ['<p class=x style=a>x</p>'],
    ['<img onerror="x()">'],
    ['<style>p{}</style>'],
    ['<STYLE>p{}</STYLE>'],
  ])('would block %s, so it stops the build', (html) => {
    expect(() => refuseInline('/x', html)).toThrow('/x');
  });

  it('do not mind what only looks like it', () => {
    expect(() =>
      refuseInline(
        '/x',
        '<script>document.body.innerHTML = "<p style=a>"</script><p class="style">on = 1</p>',
      ),
    ).not.toThrow();
  });
});

describe('the table', () => {
  it('has a row for each file, in byte order', () => {
    put('_next/static/z.js', 'let z');
    put('Zoo.txt', 'zoo');
    expect(packed().files).toBe(4);
    expect(files().map((row) => /^WEB_FILE\("([^"]+)"/.exec(row)![1])).toEqual([
      '/',
      '/404',
      '/Zoo.txt',
      '/_next/static/z.js',
    ]);
  });

  it('finds each body where it says', () => {
    packed();
    const numbers = table()[0]!
      .match(/(\d+), (\d+), (\d+), (\d+), (\d+), (\d+)\)$/)!
      .slice(1)
      .map(Number);
    const [identity, gzip, brotli] = [0, 2, 4].map((i) =>
      blob().subarray(numbers[i]!, numbers[i]! + numbers[i + 1]!),
    );
    const text = fs.readFileSync(path.join(folder, 'out/index.html'));

    expect(identity).toEqual(text);
    expect(zlib.gunzipSync(gzip!)).toEqual(text);
    expect(zlib.brotliDecompressSync(brotli!)).toEqual(text);
    expect(table()[0]).toContain(
      `"${crypto.createHash('sha256').update(text).digest('hex').slice(0, 16)}"`,
    );
  });

  it('leaves a small body as it is', () => {
    packed();
    expect(table()[1]).toMatch(/, 0, \d+, 0\)$/);
    expect(variantsOf(Buffer.from('x'), true).map((body) => body.length)).toEqual([1, 0, 0]);
    expect(variantsOf(crypto.randomBytes(600), true).map((body) => body.length)).toEqual([
      600, 0, 0,
    ]);
  });

  it('is the same for the same files', () => {
    packed();
    const first = [blob(), ...table()];

    packed();
    expect([blob(), ...table()]).toEqual(first);
  });

  it('says how long the bodies are', () => {
    const { bytes } = packed();

    expect(table().slice(-1)).toEqual([`WEB_BYTES(${bytes})`]);
  });

  it('has the usual texts where the build left marks, and the places of these', () => {
    put(
      'index.html',
      '<html data-issuer="/__issuer__" data-features="/__features__"><a href="/__root__">\u00e9</a>' +
        '<a href="/__root__/tasks"></a><script>let a = "/__root__"</script></html>',
    );
    packed();
    const text =
      '<html data-issuer="/api/auth" data-features="passkeys two-factor sign-up reset delete password-8-128 code-6-6"><a href="/">\u00e9</a>' +
      '<a href="/tasks"></a><script>let a = ""</script></html>';
    const at = (part: string) => Buffer.byteLength(text.slice(0, text.indexOf(part)));

    expect(blob().toString('utf8')).toContain(text);
    expect(marks()).toEqual([
      `WEB_MARK(0, WEB_MARK_ISSUER, ${at('/api/auth')}, 9)`,
      `WEB_MARK(0, WEB_MARK_FEATURES, ${at('passkeys')}, 64)`,
      `WEB_MARK(0, WEB_MARK_ROOT, ${at('/">')}, 0)`,
      `WEB_MARK(0, WEB_MARK_ROOT, ${at('/tasks')}, 0)`,
      `WEB_MARK(0, WEB_MARK_ROOT, ${at('"</script>')}, 0)`,
      `WEB_MARK(0, WEB_MARK_SCRIPT, ${at('let a')}, 10)`,
    ]);
  });

  it('leaves out the page that has another name already', () => {
    put('_not-found.html', '<html></html>');
    packed();
    expect(files()).toHaveLength(2);
  });

  it('wants a start page and a page for what is not there', () => {
    fs.rmSync(path.join(folder, 'out/404.html'));
    expect(packed).toThrow('/404');
  });

  it('refuses what it cannot write into C', () => {
    put('caf\u00e9.txt', 'x');
    expect(packed).toThrow('ASCII');
  });
});
