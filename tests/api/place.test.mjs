// The server below a path of its host: every part has its path, and so have links and redirects.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { unwatch } from './lib/openapi.mjs';
import { postJson } from './lib/people.mjs';
import { freePort } from './lib/program.mjs';
import { serverFor, startServer, temporaryDirectory } from './lib/server.mjs';

async function started(t, place, env = {}) {
  const port = await freePort();
  const server = await serverFor(t, {
    listen: `127.0.0.1:${port}`,
    env: { BETTER_AUTH_URL: `http://127.0.0.1:${port}${place}`, ...env },
  });
  unwatch(server.url); // which knows the paths at the root of a host
  return server;
}

const get = (server, target, headers = []) => send(server.url, { path: target, headers });

async function works(server, issuer, root) {
  const answer = await postJson(server, `${issuer}/sign-up/email`, {
    name: 'Ada',
    email: `ada-${crypto.randomUUID()}@example.com`,
    password: 'correct horse battery',
  });
  assert.equal(answer.status, 200, answer.text);
  const tasks = `${root}/api/users/${answer.json.user.id}/tasks`;
  const list = await get(server, tasks, [bearer(answer.get('set-auth-jwt'))]);
  assert.equal(list.status, 200);
  const other = await get(server, `${root}/api/users/another/tasks`, [
    bearer(answer.get('set-auth-jwt')),
  ]);
  assert.equal(other.status, 403);
}

const PLACES = [
  // the URL's path, the root, the issuer's path
  ['/sub/api/auth', '/sub', '/sub/api/auth'],
  ['/sub', '/sub', '/sub'],
];

for (const [place, root, issuer] of PLACES)
  describe(`with the base URL https://host${place}`, () => {
    it('issuer and task API work below it', async (t) => {
      const server = await started(t, place);
      await works(server, issuer, root);
      assert.equal(new URL(server.ready.url).pathname, root);
      assert.equal(new URL(server.ready.auth).pathname, issuer);
      assert.match(server.ready.tasks, new RegExp(`^http://127.0.0.1:\\d+${root}/api/users/`));
    });

    it('they work too where the proxy has cut the root off', async (t) => {
      const server = await started(t, place);
      await works(server, '/api/auth', '');
      assert.equal((await get(server, '/healthz')).status, 200);
      assert.equal((await get(server, `${root}/healthz`)).status, 200);
    });

    it('the documents of the issuer name its path', async (t) => {
      const server = await started(t, place);
      const answer = await get(server, `${root}/.well-known/openid-configuration`);
      assert.equal(new URL(answer.json.jwks_uri).pathname, `${issuer}/jwks`);
      assert.equal((await get(server, `${issuer}/jwks`)).status, 200);
    });

    it('redirects stay below it', async (t) => {
      const server = await started(t, place);
      const reset = await get(server, `${issuer}/reset-password/none?callbackURL=`);
      assert.equal(new URL(reset.get('location')).pathname, `${issuer}/error`);
      const failed = await get(server, `${issuer}/error`);
      assert.ok(failed.text.includes(`href="${root}/"`), failed.text);
      const slash = await get(server, `${root}/tasks/?x=1`);
      assert.equal(slash.status, 308);
      assert.equal(slash.get('location'), `${root}/tasks?x=1`);
    });

    it('the pages link below it, and their policy allows their scripts', async (t) => {
      const server = await started(t, place);
      for (const page of ['', '/', '/sign-in', '/tasks', '/no-such-page']) {
        const answer = await get(server, root + page);
        assert.equal(answer.status, page === '/no-such-page' ? 404 : 200, page);
        const policy = answer.get('content-security-policy');
        for (const [, attributes, text] of answer.text.matchAll(
          /<script\b([^>]*)>([\s\S]*?)<\/script>/gi,
        )) {
          if (/\ssrc=/.test(attributes)) continue;
          const hash = crypto.createHash('sha256').update(text).digest('base64');
          assert.ok(policy.includes(`'sha256-${hash}'`), text.slice(0, 80));
        }
        // A hint to connect names an origin, and no place on it.
        const text = answer.text.replaceAll(/<link rel="preconnect"[^>]*>/g, '');
        for (const [, link] of text.matchAll(/\s(?:href|src)="(\/[^"]*)"/g))
          assert.ok(link.startsWith(`${root}/`), `${page}: ${link}`);
        assert.ok(answer.text.includes(`data-issuer="${issuer}"`));
        assert.doesNotMatch(answer.text, /__root__|__issuer__/);
      }
    });

    it('what the pages name is there', async (t) => {
      const server = await started(t, place);
      const page = await get(server, `${root}/sign-in`);
      const files = [...page.text.matchAll(/\s(?:href|src)="([^"]*_next[^"]*)"/g)];
      assert.ok(files.length > 3);
      for (const [, file] of files) {
        const answer = await get(server, file);
        assert.equal(answer.status, 200, file);
        assert.doesNotMatch(answer.text, /__root__|__issuer__/);
      }
      assert.equal((await get(server, page.text.match(/"([^"]*favicon\.svg)"/)[1])).status, 200);
    });
  });

// A folder as the web UI's build makes it, with marks for the server's paths.
describe('pages in a folder', () => {
  const PAGE = '<html data-issuer="/__issuer__"><a href="/__root__"><a href="/__root__/tasks">';

  for (const [place, root, issuer] of [['/api/auth', '', '/api/auth'], ...PLACES])
    it(`know the place of the server: ${place}`, async (t) => {
      const folder = temporaryDirectory();
      const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
      write('sign-in.html', PAGE);
      write('404.html', PAGE);
      write('a.js', 'fetch("/__issuer__/ok")');
      const server = await started(t, place, { OSTIARY_WEB_FOLDER: folder });
      const placed = `<html data-issuer="${issuer}"><a href="${root}/"><a href="${root}/tasks">`;
      for (const [page, status] of [
        ['/sign-in', 200],
        ['/none', 404],
      ]) {
        const answer = await get(server, root + page);
        assert.deepEqual([answer.status, answer.text], [status, placed]);
        assert.equal(answer.get('cache-control'), 'no-store');
      }
      assert.equal((await get(server, `${root}/a.js`)).text, `fetch("${issuer}/ok")`);
      write('sign-in.html', 'another');
      assert.equal((await get(server, `${root}/sign-in`)).text, 'another');
      assert.equal((await get(server, `${root}/sign-in/`)).get('location'), `${root}/sign-in`);
    });
});

describe('with a base path', () => {
  it('the issuer is there, and the pages know it', async (t) => {
    const server = await startServer({ env: { OSTIARY_BASE_PATH: '/auth' } });
    t.after(() => server.stop());
    await works(server, '/auth', '');
    const page = await get(server, '/sign-in');
    assert.ok(page.text.includes('data-issuer="/auth"'));
    assert.equal((await get(server, '/api/auth/ok')).status, 404);
  });
});

describe('at the root of the host', () => {
  it('pages are packed, and nothing is left of the marks', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const page = await get(server, '/sign-in', [['Accept-Encoding', 'gzip']]);
    assert.equal(page.get('content-encoding'), 'gzip');
    const plain = await get(server, '/sign-in');
    assert.ok(plain.text.includes('data-issuer="/api/auth"'));
    assert.doesNotMatch(plain.text, /__root__|__issuer__/);
    assert.match(plain.text, /href="\/"/);
  });
});
