// Runs the API tests, a line per file as it ends and the whole story of whatever failed.
//   node run.mjs RESULT [FILES...]     RESULT gets "passed failed"

import fs from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [result, ...names] = process.argv.slice(2);
// First those that take longest, so that nothing waits for them in the end.
const long = ['takeover', 'differential', 'mail', 'takeover-secrets', 'not-before', 'cache', 'keys', 'postgres'];
const bare = (file) => path.basename(file, '.test.mjs');
const rank = (file) => [...long, bare(file)].indexOf(bare(file));
const files = (names.length ? names : fs.readdirSync(here).filter((name) => name.endsWith('.test.mjs')))
  .sort((a, b) => rank(a) - rank(b))
  .map((name) => path.resolve(here, name));

const of = new Map(files.map((file) => [file, { passed: 0, failed: 0, started: Date.now() }]));
const total = { passed: 0, failed: 0 };

// A suite counts by its tests, and a file's own event by nothing but a crash.
function isTest(event) {
  return event.details?.type !== 'suite' && event.nesting >= 0 && !files.includes(event.name);
}

// More than a small machine has cores, as most of them mostly wait. A file that hangs is ended.
const stream = run({ files, concurrency: 4, timeout: 480_000 });
// Told at once; "start" waits for the files before it.
stream.on('test:dequeue', (event) => {
  const entry = of.get(event.name);
  if (entry)
    entry.started = Date.now();
});
stream.on('test:complete', (event) => {
  if (files.includes(event.name)) {
    const seconds = ((Date.now() - of.get(event.name).started) / 1000).toFixed(1);
    console.log(`   ${bare(event.name).padEnd(16)} ran ${seconds.padStart(6)} s`);
  }
});
stream.on('test:pass', (event) => {
  if (isTest(event))
    of.get(event.file).passed++;
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
  fs.writeFileSync(result, `${total.passed} ${total.failed}\n`);
  process.exitCode = total.failed ? 1 : 0;
});
stream.resume();
