// A hash over all files that the built site depends on.

import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const web = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const parts = [
  'src',
  'public',
  'scripts',
  'worker',
  'package-lock.json',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
];

export function filesBelow(folder) {
  if (!fs.statSync(folder).isDirectory()) return [folder];
  return fs
    .readdirSync(folder)
    .sort()
    .flatMap((name) => filesBelow(path.join(folder, name)));
}

export function sourceHash() {
  const hash = crypto.createHash('sha256');

  for (const file of parts.flatMap((part) => filesBelow(path.join(web, part)))) {
    hash.update(path.relative(web, file));
    hash.update('\0');
    hash.update(fs.readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
