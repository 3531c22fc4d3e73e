// The size budget: the JavaScript of a page's first load, compressed with brotli as it is served.
//   node scripts/budget.mjs OUT_DIR      fails when a page is over its budget

import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const KB = 1000;
const BUDGET = {
  'sign-in.html': 160 * KB,
  'sign-up.html': 159 * KB,
  'today.html': 198 * KB,
  'account.html': 202 * KB,
};

const out = process.argv[2] ?? 'out';
const sizes = new Map();

function compressed(file) {
  if (!sizes.has(file))
    sizes.set(file, zlib.brotliCompressSync(fs.readFileSync(path.join(out, file))).length);
  return sizes.get(file);
}

let over = 0;

for (const [page, most] of Object.entries(BUDGET)) {
  const html = fs.readFileSync(path.join(out, page), 'utf8').replaceAll('/__root__', '');
  const scripts = [...html.matchAll(/<script\b([^>]*)>/g)]
    .filter(([, attributes]) => !/\bnomodule\b/i.test(attributes))
    .flatMap(([, attributes]) => attributes.match(/\bsrc="(\/[^"?]+)/)?.[1] ?? []);
  const bytes = [...new Set(scripts)].reduce((sum, script) => sum + compressed(script), 0);

  console.log(
    `${page.padEnd(14)} ${(bytes / KB).toFixed(1)} kB of JavaScript, budget ${most / KB} kB${bytes > most ? ': TOO MUCH' : ''}`,
  );
  if (bytes > most) over++;
}
process.exitCode = over ? 1 : 0;
