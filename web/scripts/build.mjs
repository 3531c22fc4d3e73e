// npm run build: the API's types, the static site in out/, the check of its size, the icons and
// the service worker.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

for (const args of [
  ['scripts/api.mjs'],
  ['node_modules/next/dist/bin/next', 'build'],
  ['scripts/budget.mjs', 'out'],
  ['scripts/icons.mjs', 'out'],
  ['scripts/worker.mjs', 'out'],
]) {
  const { status } = spawnSync(process.execPath, args, { cwd: web, env, stdio: 'inherit' });

  if (status !== 0) process.exit(status ?? 1);
}
