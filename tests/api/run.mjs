// Runs the API tests, a line per file as it ends and the whole story of whatever failed.
//   node run.mjs RESULT [FILES...]
// RESULT gets "PASSED FAILED SKIPPED" and a line "NAME: REASON" for each skipped test or suite.

import fs from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [result, ...names] = process.argv.slice(2);
// First those that take longest, so that nothing waits for them in the end.
const long = [
  'takeover',
  'differential',
  'mail',
  'takeover-secrets',
  'revocation',
  'cache',
  'keys',
  'postgres',
];
const bare = (file) => path.basename(file, '.test.mjs');
const rank = (file) => [...long, bare(file)].indexOf(bare(file));
const files = (
  names.length ? names : fs.readdirSync(here).filter((name) => name.endsWith('.test.mjs'))
)
  .sort((a, b) => rank(a) - rank(b))
  .map((name) => path.resolve(here, name));

const of = new Map(files.map((file) => [file, { passed: 0, failed: 0, started: Date.now() }]));
const total = { passed: 0, failed: 0 };
const skips = [];

const unknown = files.filter((file) => !fs.existsSync(file));
if (unknown.length) throw new Error(`there is no ${unknown.join(', ')}`);

// A suite counts by its tests, and a file's own event by nothing but a crash.
function isTest(event) {
  return event.details?.type !== 'suite' && event.nesting >= 0 && !files.includes(event.name);
}

// More than a small machine has cores, as most of them mostly wait. A file that hangs is ended.
const stream = run({ files, concurrency: 4, timeout: 900_000 });
// Told at once; "start" waits for the files before it.
stream.on('test:dequeue', (event) => {
  const entry = of.get(event.name);
  if (entry) entry.started = Date.now();
});
stream.on('test:complete', (event) => {
  if (files.includes(event.name)) {
    const seconds = ((Date.now() - of.get(event.name).started) / 1000).toFixed(1);
    console.log(`   ${bare(event.name).padEnd(16)} ran ${seconds.padStart(6)} s`);
  }
});
stream.on('test:pass', (event) => {
  const skip = event.skip ?? event.todo;
  if (skip !== undefined)
    skips.push(
      `${bare(event.file)}: ${event.name}: ${typeof skip === 'string' ? skip : 'no reason given'}`,
    );
  else if (isTest(event)) of.get(event.file).passed++;
});
stream.on('test:fail', (event) => {
  const error = event.details?.error?.cause ?? event.details?.error;
  const entry = of.get(event.file ?? event.name);
  if (files.includes(event.name)) {
    if (entry.failed === 0) {
      entry.failed++; // it died, or a hook failed
      console.log(`not ok ${path.basename(event.name)}\n${error?.stack ?? error}`);
    }
  } else if (isTest(event) && error?.failureType !== 'subtestsFailed') {
    entry.failed++;
    console.log(`not ok ${path.basename(event.file)}: ${event.name}\n${error?.stack ?? error}`);
  }
});
stream.on('end', () => {
  for (const entry of of.values()) {
    total.passed += entry.passed;
    total.failed += entry.failed;
  }
  if (total.passed === 0) total.failed ||= 1;
  const counted = `${total.passed} ${total.failed} ${skips.length}`;
  fs.writeFileSync(result, [counted, ...skips, ''].join('\n'));
  process.exitCode = total.failed ? 1 : 0;
});
stream.resume();
