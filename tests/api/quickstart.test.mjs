// The README's quickstart is executed as it is printed: every ```sh block between the two markers
// is run by bash, in one shell, and a ```text block that follows must be what it prints; "…" stands
// for anything.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { cleanEnvironment, root, startServer, temporaryDirectory } from './lib/server.mjs';

const file = path.resolve(process.env.OSTIARY_README ?? path.join(root, 'README.md'));
const BEGIN = '<!-- quickstart:begin -->';
const END = '<!-- quickstart:end -->';
const PATIENCE_MS = 20_000;

function quickstart(text) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  assert.ok(
    begin >= 0 && end > begin,
    `${path.basename(file)} has a quickstart between its markers`,
  );
  return text.slice(begin + BEGIN.length, end);
}

// [{command, expected}], expected being undefined where nothing is promised.
function blocksOf(markdown) {
  const blocks = [];
  for (const [, language, body] of markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === 'sh') blocks.push({ command: body });
    else if (language === 'text' && blocks.length && blocks.at(-1).expected === undefined)
      blocks.at(-1).expected = body;
    else assert.fail(`a block of ${language} that belongs to no command`);
  }
  return blocks;
}

function patternOf(expected) {
  const literal = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${expected.trim().split('…').map(literal).join('[\\s\\S]*?')}$`);
}

// One bash in which the blocks run one after the other, so that variables live on.
class Shell {
  constructor(env) {
    const dir = temporaryDirectory();
    this.out = '';
    this.errors = '';
    this.child = spawn('bash', ['-u', '-o', 'pipefail'], {
      cwd: dir,
      env: { ...cleanEnvironment(dir), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdout.setEncoding('utf8').on('data', (text) => {
      this.out += text;
      this.wake?.();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.errors += text));
    this.child.on('close', () => this.wake?.());
  }

  async run(command) {
    const mark = `<<done ${Math.random()}>>`;
    this.out = '';
    this.errors = '';
    this.child.stdin.write(`${command}\nprintf '\\n%s %d\\n' '${mark}' "$?"\n`);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const at = this.out.indexOf(`\n${mark} `);
      if (at >= 0)
        return {
          output: this.out.slice(0, at),
          status: Number(this.out.slice(at + mark.length + 2)),
        };
      assert.equal(this.child.exitCode, null, `the shell ended:\n${this.out}${this.errors}`);
      assert.ok(Date.now() < deadline, `no end in sight:\n${this.out}${this.errors}`);
      await new Promise((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, 100);
      });
    }
  }

  close() {
    this.child.kill('SIGKILL');
  }
}

describe('the quickstart of the README', () => {
  const blocks = blocksOf(quickstart(fs.readFileSync(file, 'utf8')));
  let server;
  let shell;

  before(async () => {
    server = await startServer();
    shell = new Shell({ OSTIARY_URL: server.url });
  });
  after(async () => {
    shell?.close();
    await server?.stop();
  });

  it('has commands, and promises an output for most of them', () => {
    assert.ok(blocks.length >= 5, `${blocks.length} blocks`);
    assert.ok(blocks.filter((b) => b.expected !== undefined).length * 2 >= blocks.length);
  });

  it('shows the refusals as well: 401 without a token, 403 for another user', () => {
    const promised = blocks.map((b) => b.expected ?? '').join('\n');
    for (const detail of ['Not authenticated', 'Access denied'])
      assert.ok(promised.includes(detail), detail);
  });

  for (const { command, expected } of blocks) {
    it(command.trim().split('\n')[0].slice(0, 90), async () => {
      const { output, status } = await shell.run(command);
      assert.equal(status, 0, `${output}${shell.errors}`);
      if (expected !== undefined) assert.match(output.trim(), patternOf(expected));
    });
  }
});

describe('make run', () => {
  it('hands the server no variable that could be a setting', () => {
    const dir = temporaryDirectory();
    const printed = execFileSync(
      'make',
      ['--no-print-directory', '--eval', 'environment: ; @env', 'environment'],
      { cwd: root, env: cleanEnvironment(dir), encoding: 'utf8' },
    );
    assert.match(printed, /^WEB=1$/m, 'what the Makefile exports is among it');
    assert.doesNotMatch(printed, /^(OSTIARY|BETTER_AUTH|DATABASE|JWT)_/m);
  });
});
