// Writes the service worker of the built site: the files that open without a network, and a version
// that changes when one of them does.
//   node scripts/worker.mjs OUT_DIR

import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from './source-hash.mjs';

const source = fileURLToPath(new URL('../worker/service-worker.js', import.meta.url));

// Pages by their address; nothing of the API's documentation.
export function shellOf(files) {
  return files
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !/^(api\/|_not-found|404\.html|service-worker\.js)/.test(file))
    .filter((file) => !file.endsWith('.map'))
    .map((file) => (file === 'index.html' ? './' : file.replace(/\.html$/, '')))
    .sort();
}

export function workerOf(template, files, version) {
  return template
    .replace(/\/\* global .*\n\n/, '')
    .replace(
      'const scope',
      `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(files)};\nconst scope`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? 'out';
  const files = filesBelow(out).filter((file) => !file.endsWith('service-worker.js'));
  const hash = crypto.createHash('sha256');
  const template = fs.readFileSync(source, 'utf8');

  for (const file of files) hash.update(file).update('\0').update(fs.readFileSync(file));
  hash.update(template);
  fs.writeFileSync(
    path.join(out, 'service-worker.js'),
    workerOf(
      template,
      shellOf(files.map((file) => path.relative(out, file))),
      hash.digest('hex').slice(0, 16),
    ),
  );
}
