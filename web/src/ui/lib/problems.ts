// What can go wrong with a request to the task API, as a value that has words.

import { messages } from './messages';

export type ProblemKind =
  | 'unreachable' // no answer at all
  | 'server' // 5xx, or an answer that makes no sense
  | 'busy' // 503 with Retry-After
  | 'ended' // there is no session behind the token any more
  | 'forbidden'
  | 'gone'
  | 'full'
  | 'refused'; // the server explains

const STATUS: Record<number, ProblemKind> = { 401: 'ended', 403: 'forbidden', 404: 'gone', 409: 'full', 503: 'busy' };

export class Problem extends Error {
  constructor(readonly kind: ProblemKind, readonly detail?: string) {
    super(detail ?? kind);
    this.name = 'Problem';
  }

  get words(): string {
    return this.kind === 'refused' ? (this.detail ?? messages.problems.unexpected) : messages.problems[this.kind];
  }

  get passes(): boolean {
    return this.kind === 'unreachable' || this.kind === 'server' || this.kind === 'busy';
  }
}

export function problemOf(status: number, detail?: string): Problem {
  return new Problem(STATUS[status] ?? (status >= 500 ? 'server' : 'refused'), detail);
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('unreachable');
}
