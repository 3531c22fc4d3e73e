// Runs the unit tests.
//   node scripts/unit.mjs RESULT
// RESULT gets "PASSED FAILED SKIPPED" and a line "NAME: REASON" for each skipped test.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const result = path.resolve(process.argv[2] ?? 'unit-result');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-web-'));
const report = path.join(folder, 'report.json');
const run = (args) =>
  spawnSync(process.execPath, args, { cwd: web, stdio: 'inherit' }).status === 0;

let passed = 0;
let failed = 1;
let skips = [];

try {
  if (run(['scripts/api.mjs']) && run(['node_modules/typescript/bin/tsc', '--noEmit'])) {
    run([
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]);
    const { numPassedTests, numFailedTests, success, testResults } = JSON.parse(
      fs.readFileSync(report, 'utf8'),
    );

    passed = numPassedTests;
    failed = Math.max(numFailedTests, success && passed > 0 ? 0 : 1);
    skips = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => !['passed', 'failed'].includes(status))
      .map(({ fullName, status }) => `${fullName}: ${status}`);
  }
} finally {
  fs.writeFileSync(result, [`${passed} ${failed} ${skips.length}`, ...skips, ''].join('\n'));
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
