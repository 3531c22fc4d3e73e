// A failed request to the task API: its kind, and the message for the user.

import { text } from '../../text';

export type ProblemKind =
  | 'unreachable' // no answer at all
  | 'server' // 5xx, or an answer that makes no sense
  | 'busy' // 503 with Retry-After
  | 'ended' // the session has ended
  | 'weak' // a stronger or more recent sign-in is demanded
  | 'forbidden'
  | 'gone'
  | 'full'
  | 'changed' // somebody else has changed it
  | 'refused'; // the server explains

const STATUS: Record<number, ProblemKind> = {
  401: 'ended',
  403: 'forbidden',
  404: 'gone',
  409: 'full',
  412: 'changed',
  429: 'busy',
  503: 'busy',
};

export interface Told {
  detail?: string;
  type?: string;
  member?: string;
  afterMs?: number; // when to ask again
}

const words = (kind: ProblemKind, detail?: string): string =>
  kind === 'refused' || kind === 'changed'
    ? (detail ?? text().problems.unexpected)
    : text().problems[kind];

export class Problem extends Error {
  readonly member: string | undefined;
  readonly afterMs: number | undefined;

  constructor(
    readonly kind: ProblemKind,
    readonly detail?: string,
    readonly status = 0,
    told: Told = {},
  ) {
    super(words(kind, detail));
    this.name = 'Problem';
    this.member = told.member;
    this.afterMs = told.afterMs;
  }

  // It may go away by itself.
  get passes(): boolean {
    return this.kind === 'unreachable' || this.kind === 'server' || this.kind === 'busy';
  }
}

// The session is good, and its sign-in is not enough (RFC 9470).
const STRONGER = /#problem-stronger-sign-in$/;
const RUNNING = /#problem-key-busy$/;

export function problemOf(
  status: number,
  detail?: string,
  type?: string,
  told: Told = {},
): Problem {
  const kind =
    status === 401 && type && STRONGER.test(type)
      ? 'weak'
      : status === 409 && type && RUNNING.test(type)
        ? 'busy'
        : (STATUS[status] ?? (status >= 500 ? 'server' : 'refused'));

  return new Problem(kind, detail, status, told);
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('unreachable');
}
