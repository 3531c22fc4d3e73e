// Runs the end-to-end tests.
//   node run.mjs RESULT [playwright arguments...]
// RESULT gets "PASSED FAILED SKIPPED" and a line "NAME: REASON" for each skipped test. A test that
// passes only at its second try has passed; the last lines of the output name it, "flaky: NAME".
//   OSTIARY_BIN    the program to test (default: build/ostiary in the tree)

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [resultName = 'e2e-result', ...args] = process.argv.slice(2);
const result = path.resolve(resultName);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-e2e-'));
const report = path.join(folder, 'report.json');

let passed = 0;
let failed = 1;
let skips = [];
let flaky = [];

// The tests of a Playwright report.
function testsIn({ title, specs = [], suites = [] }) {
  const own = specs.flatMap((spec) =>
    spec.tests.map((test) => ({ ...test, name: `${title}: ${spec.title}` })),
  );
  return [...own, ...suites.flatMap(testsIn)];
}

function skipOf({ name, annotations }) {
  const why = annotations.find(({ type }) => ['skip', 'fixme'].includes(type));
  return `${name}: ${why?.description ?? 'no reason given'}`;
}

try {
  const { status } = spawnSync(
    process.execPath,
    [path.join(here, 'node_modules/@playwright/test/cli.js'), 'test', ...args],
    {
      cwd: here,
      stdio: 'inherit',
      env: { ...process.env, E2E_REPORT: report, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
    },
  );
  const { stats, suites } = JSON.parse(fs.readFileSync(report, 'utf8'));
  const { expected, unexpected } = stats;
  const tests = suites.flatMap(testsIn);

  flaky = tests.filter((test) => test.status === 'flaky');
  passed = expected + flaky.length;
  failed = Math.max(unexpected, status === 0 && expected > 0 ? 0 : 1);
  skips = tests.filter((test) => test.status === 'skipped').map(skipOf);
} finally {
  fs.writeFileSync(result, [`${passed} ${failed} ${skips.length}`, ...skips, ''].join('\n'));
  fs.rmSync(folder, { recursive: true, force: true });
}
for (const { name } of flaky) console.log(`flaky: ${name}`);
process.exitCode = failed ? 1 : 0;
