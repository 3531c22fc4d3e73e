// A failed request to the task API: its kind, and the message for the user.

import { messages } from './messages';

export type ProblemKind =
  | 'unreachable' // no answer at all
  | 'server' // 5xx, or an answer that makes no sense
  | 'busy' // 503 with Retry-After
  | 'ended' // the session has ended
  | 'weak' // a stronger or more recent sign-in is demanded
  | 'forbidden'
  | 'gone'
  | 'full'
  | 'refused'; // the server explains

const STATUS: Record<number, ProblemKind> = {
  401: 'ended',
  403: 'forbidden',
  404: 'gone',
  409: 'full',
  503: 'busy',
};

export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail?: string,
  ) {
    super(kind === 'refused' ? (detail ?? messages.problems.unexpected) : messages.problems[kind]);
    this.name = 'Problem';
  }

  get passes(): boolean {
    return this.kind === 'unreachable' || this.kind === 'server' || this.kind === 'busy';
  }
}

// The session is good, and its sign-in is not enough (RFC 9470).
const STRONGER = /#problem-stronger-sign-in$/;

export function problemOf(status: number, detail?: string, type?: string): Problem {
  if (status === 401 && type && STRONGER.test(type)) return new Problem('weak');
  return new Problem(STATUS[status] ?? (status >= 500 ? 'server' : 'refused'), detail);
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('unreachable');
}
