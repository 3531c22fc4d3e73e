// Bodies and heads as other programs write and take them: byte order marks, and proxies with small
// buffers.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';

import { bearer, send } from './lib/http.mjs';
import { startNginx } from './lib/nginx.mjs';
import { callTasks, newPerson, postJson } from './lib/people.mjs';
import { freePort } from './lib/program.mjs';
import { startServer, temporaryDirectory } from './lib/server.mjs';

const MARK = '\ufeff';

let server;
let ann;
before(async () => {
  server = await startServer({});
  ann = await newPerson(server, 'Ann');
});
after(() => server?.stop());

it('a byte order mark before a JSON body does no harm, and two are no JSON', async () => {
  const post = (where, text, headers = []) =>
    send(server.url, {
      method: 'POST',
      path: where,
      headers: [['content-type', 'application/json'], ...headers],
      body: text,
    });
  const signIn = JSON.stringify({ email: ann.email, password: ann.password });
  const task = JSON.stringify({ title: 'x' });
  for (const [marks, wanted] of [
    ['', [200, 201]],
    [MARK, [200, 201]],
    [MARK + MARK, [400, 400]],
  ]) {
    const in_ = await post('/api/auth/sign-in/email', marks + signIn);
    const made = await post(ann.tasks, marks + task, [bearer(ann.jwt)]);
    assert.deepEqual([in_.status, made.status], wanted);
  }
});

// nginx with nothing but a proxy_pass.
async function nginxBefore(behind) {
  const port = await freePort();
  const folder = temporaryDirectory();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const lines = [
    'worker_processes 1; pid nginx.pid; daemon off; error_log stderr;',
    'events { worker_connections 64; }',
    `http { access_log off; ${temporary.map((t) => `${t}_temp_path ${t};`).join(' ')}`,
    `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${behind};`,
    'proxy_set_header Host $http_host; } } }',
  ];
  fs.chmodSync(folder, 0o755);
  fs.writeFileSync(path.join(folder, 'nginx.conf'), lines.join('\n'));
  return startNginx(folder, port);
}

it('the longest picture passes an nginx with its default buffers', async (t) => {
  const front = await nginxBefore(server.port);
  t.after(() => front.stop());
  const site = { url: front.url };
  const origin = [['Origin', server.ready.url]];
  for (const [length, carried] of [
    [200, true],
    [2048, false],
  ]) {
    const start = 'https://cdn.example.com/';
    const person = {
      name: 'N',
      email: `n${length}@example.com`,
      password: 'correct horse battery',
      image: start + 'i'.repeat(length - start.length),
    };
    const up = await postJson(site, '/api/auth/sign-up/email', person, origin);
    assert.equal(up.status, 200, up.text);
    const in_ = await postJson(site, '/api/auth/sign-in/email', person, origin);
    assert.equal(in_.status, 200, in_.text);
    assert.equal(in_.get('set-auth-jwt') !== undefined, carried);
    const look = await send(front.url, {
      path: '/api/auth/get-session',
      headers: [bearer(in_.json.token)],
    });
    assert.equal(look.json.user.image, person.image);
    const token = await send(front.url, {
      path: '/api/auth/token',
      headers: [bearer(in_.json.token)],
    });
    assert.equal(token.status, 200);
    const tasks = await callTasks(server, 'GET', `/api/users/${in_.json.user.id}/tasks`, {
      token: token.json.token,
    });
    assert.equal(tasks.status, 200);
  }
});
