// nginx with a configuration of the test's, in front of a server.

import path from 'node:path';

import { isOpen, Program } from './program.mjs';

// Starts it with nginx.conf of the folder, which listens on the port. It is one process, so that
// none is left behind when a test is killed.
export async function startNginx(folder, port) {
  const conf = path.join(folder, 'nginx.conf');
  const program = new Program([
    '/usr/sbin/nginx',
    '-p',
    folder,
    '-c',
    conf,
    '-g',
    'master_process off;',
  ]);
  await program.begin(() => isOpen(port));
  return Object.assign(program, { url: `http://127.0.0.1:${port}` });
}
