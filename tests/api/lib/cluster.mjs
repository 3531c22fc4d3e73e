// PostgreSQL clusters of a test's own (tests/postgres.sh), for those that end, freeze or secure
// them.

import { execFile, execFileSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { root, temporaryDirectory } from './server.mjs';

const script = path.join(root, 'tests/postgres.sh');
const clusters = new Set();

process.on('exit', () => {
  for (const { dir } of clusters) execFileSync(script, ['stop', dir]);
});

export class Cluster {
  constructor() {
    this.dir = path.join(openedDirectory(), 'pg');
  }

  // The words of postgres.sh; what it prints.
  async do(word, ...rest) {
    const { stdout } = await promisify(execFile)(script, [word, this.dir, ...rest]);
    return stdout.trim();
  }

  get port() {
    return Number(new URL(this.url.replace('@/', '@localhost/')).searchParams.get('port'));
  }

  static async #begin(word, rest = []) {
    const cluster = new Cluster();
    clusters.add(cluster);
    cluster.url = await cluster.do(word, ...rest);
    return cluster;
  }

  // A test stops it.
  static start(...settings) {
    return Cluster.#begin('start', settings);
  }

  // A standby of this one, likewise.
  // One that archives its log, and another as the first was at a time.
  static archive() {
    return Cluster.#begin('archive');
  }

  recover(time) {
    return Cluster.#begin('recover', [this.dir, time]);
  }

  follow() {
    return Cluster.#begin('follow', [this.dir]);
  }

  async stop() {
    await this.do('stop');
    clusters.delete(this);
  }
}

// The server does not run as root, and must reach its folder.
function openedDirectory() {
  const dir = temporaryDirectory();
  execFileSync('chmod', ['711', dir]);
  return dir;
}
