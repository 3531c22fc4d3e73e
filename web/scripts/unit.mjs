// Runs the unit tests and leaves "passed failed" behind.
//   node scripts/unit.mjs RESULT

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const result = path.resolve(process.argv[2] ?? 'unit-result');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-web-'));
const report = path.join(folder, 'report.json');
const run = (args) => spawnSync(process.execPath, args, { cwd: web, stdio: 'inherit' }).status === 0;

let passed = 0;
let failed = 1;

try {
  if (run(['scripts/api.mjs']) && run(['node_modules/typescript/bin/tsc', '--noEmit'])) {
    run(['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
    const { numPassedTests, numTotalTests, success } = JSON.parse(fs.readFileSync(report, 'utf8'));

    passed = numPassedTests;
    failed = Math.max(numTotalTests - numPassedTests, success ? 0 : 1);
  }
} finally {
  fs.writeFileSync(result, `${passed} ${failed}\n`);
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
