// The proxies of examples/ before an application: it hears who asks, and nothing that a client only
// claims.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { bearer, jsonHeaders, send } from './lib/http.mjs';
import { startNginx } from './lib/nginx.mjs';
import { newPerson, postJson, resigned, SECRET } from './lib/people.mjs';
import { freePort, isOpen, Program } from './lib/program.mjs';
import { root, startServer, temporaryDirectory } from './lib/server.mjs';
import { wrongTokens } from './lib/wrong-tokens.mjs';

const SIGN_IN = 'http://127.0.0.1:8080/sign-in'; // as examples/nginx has it
const PAGE = [['Accept', 'text/html,application/xhtml+xml']];
const LARGE_BYTES = 300_000;

// An application that answers with the headers it was sent.
async function startApplication() {
  const application = { requests: 0 };
  const listener = http.createServer(async (request, response) => {
    application.requests++;
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(pieces).toString() }));
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  application.port = listener.address().port;
  application.stop = () => {
    listener.closeAllConnections();
    listener.close();
  };
  return application;
}

// The file of the example at other addresses: [where it listens, its folder].
async function configured(file, { server, application }) {
  const port = await freePort();
  const folder = temporaryDirectory();
  const places = { 8080: server.port, 8090: port, 8091: application.port };
  const text = fs
    .readFileSync(path.join(root, 'examples', file), 'utf8')
    .replace(/127\.0\.0\.1:(8080|8090|8091)(?!\/)/g, (_, known) => `127.0.0.1:${places[known]}`);
  fs.writeFileSync(path.join(folder, path.basename(file)), text);
  fs.chmodSync(folder, 0o755);
  return [port, folder];
}

async function nginxBefore(sides) {
  const [port, folder] = await configured('nginx/nginx.conf', sides);
  return startNginx(folder, port);
}

async function startCaddy(sides) {
  const [port, folder] = await configured('caddy/Caddyfile', sides);
  const program = new Program(
    ['/usr/bin/caddy', 'run', '--config', path.join(folder, 'Caddyfile')],
    { cwd: folder },
  );
  await program.begin(() => isOpen(port));
  return Object.assign(program, { url: `http://127.0.0.1:${port}` });
}

const PROXIES = {
  nginx: { start: nginxBefore, file: 'nginx/nginx.conf', next: () => '' },
  Caddy: {
    start: startCaddy,
    file: 'caddy/Caddyfile',
    next: (url) => `?next=${encodeURIComponent(`${url}/page?a=1&b=2`)}`,
  },
};

for (const [name, proxy] of Object.entries(PROXIES)) {
  describe(`an application behind ${name}`, () => {
    let server;
    let application;
    let front;
    let ann;
    before(async () => {
      application = await startApplication();
      const port = await freePort(); // the origin that Ostiary has to trust is known only with the proxy
      server = await startServer({
        listen: `127.0.0.1:${port}`,
        env: {
          BETTER_AUTH_SECRET: SECRET,
          OSTIARY_SIGN_IN_URL: SIGN_IN,
          OSTIARY_TRUSTED_PROXIES: '127.0.0.1',
          BETTER_AUTH_TRUSTED_ORIGINS: 'http://127.0.0.1:*',
        },
      });
      front = await proxy.start({ server, application });
      ann = await newPerson(server, 'Ann');
    });
    after(async () => {
      await front?.stop();
      application?.stop();
      await server?.stop();
    });

    const ask = (headers = [], request = {}) =>
      send(front.url, { path: '/page?a=1&b=2', headers, ...request });

    // The application is not reached.
    async function refused(status, headers, request) {
      const before_ = application.requests;
      const answer = await ask(headers, request);
      assert.equal(answer.status, status, answer.text);
      assert.equal(application.requests, before_);
      return answer;
    }

    function assertHears(answer, { id, email, name: called }, amr = 'pwd') {
      assert.equal(answer.status, 200, answer.text);
      const { headers, url } = answer.json;
      assert.equal(url, '/page?a=1&b=2');
      assert.deepEqual(
        ['user', 'email', 'name', 'email-verified'].map((part) => headers[`remote-${part}`]),
        [id, email, called, 'false'],
      );
      assert.equal(headers['remote-amr'] ?? null, amr);
      return answer.json;
    }

    it('hears who holds the access token', async () => {
      assertHears(await ask([bearer(ann.jwt)]), ann);
      assertHears(await ask([bearer(ann.jwt), ...PAGE]), ann);
    });

    it('hears who has the session, until it is over', async () => {
      const bob = await newPerson(server, 'Bob');
      assertHears(await ask([['Cookie', bob.cookie]]), bob);
      const out = await postJson(server, '/api/auth/sign-out', {}, [
        ['Cookie', bob.cookie],
        ['Origin', server.ready.url],
      ]);
      assert.equal(out.status, 200, out.text);
      await refused(401, [['Cookie', bob.cookie]]);
    });

    it('hears nothing of what clients say of themselves', async () => {
      const lies = [
        'Remote-User',
        'remote-user',
        'Remote_User',
        'Remote-Email',
        'Remote-Name',
        'REMOTE-NAME',
        'Remote-Email-Verified',
        'X-Auth-Request-User',
        'X_Auth_Request_User',
        'X-Auth-Request-Email',
        'X-Auth-Request-Preferred-Username',
        'X-Auth-Request-Email-Verified',
        'Remote-Amr',
        'Remote_Amr',
        'X-Auth-Request-Amr',
      ].map((header) => [header, 'root']);
      const heard = assertHears(await ask([...lies, bearer(ann.jwt)]), ann);
      assert.doesNotMatch(JSON.stringify(heard.headers), /root/);
      await refused(401, lies);
      const { id, email, jwt } = await newPerson(server, ' '); // no name to say: none may come from elsewhere
      assertHears(await ask([...lies, bearer(jwt)]), { id, email });
      const silent = await resigned(server, ann.jwt, { amr: undefined });
      assertHears(await ask([...lies, bearer(silent)]), ann, null);
    });

    it('gets the whole request', async () => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const body = JSON.stringify({ text: 'x'.repeat(LARGE_BYTES) });
        const heard = assertHears(
          await ask([bearer(ann.jwt), ...jsonHeaders], { method, body }),
          ann,
        );
        assert.equal(heard.method, method);
        assert.equal(heard.body, body);
        await refused(401, jsonHeaders, { method, body: '{}' });
      }
    });

    it('is not reached with a wrong token', async () => {
      const stranger = await startServer({ env: { BETTER_AUTH_SECRET: SECRET } });
      const wrong = await wrongTokens(server, ann, await newPerson(stranger, 'Stan'));
      await stranger.stop();
      for (const token of Object.values(wrong)) {
        const answer = await refused(401, [bearer(token)]);
        assert.equal(answer.get('www-authenticate'), 'Bearer');
      }
      assertHears(await ask([bearer(ann.jwt)]), ann);
    });

    it('is not reached by a browser that has to sign in first', async () => {
      const answer = await refused(302, PAGE);
      assert.equal(answer.get('location'), `${SIGN_IN}${proxy.next(front.url)}`);
      await refused(302, [...PAGE, ['Cookie', `${ann.cookie}x`]]);
      await refused(401, PAGE, { method: 'POST' });
      await refused(401, [['Accept', 'application/json']]);
      assertHears(await ask([...PAGE, ['Cookie', ann.cookie]]), ann);
    });

    it('is not reached while Ostiary is away', async () => {
      const again = server.ready;
      await server.stop();
      const before_ = application.requests;
      const answer = await ask([bearer(ann.jwt)]);
      assert.ok(answer.status >= 500, `${again.url}: ${answer.status}`);
      assert.equal(application.requests, before_);
      await server.start();
      assertHears(await ask([bearer(ann.jwt)]), ann);
    });
  });
}

// Blocks of the page that are part of a file of the examples, whatever stands around them there.
it('docs/host/forward-auth.md shows what the examples do', () => {
  const page = fs.readFileSync(path.join(root, 'docs/host/forward-auth.md'), 'utf8');
  const plain = (text) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith('#'))
      .join('\n');
  for (const [name, { file }] of Object.entries(PROXIES)) {
    const [, block] =
      new RegExp(`^## ${name}\n[^#]*?\`\`\`\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page) ?? [];
    assert.ok(block?.length > 100, name);
    const whole = plain(fs.readFileSync(path.join(root, 'examples', file), 'utf8'));
    for (const piece of block.split('\n\n'))
      assert.ok(whole.includes(plain(piece)), `${file} has no\n${plain(piece)}`);
  }
});
