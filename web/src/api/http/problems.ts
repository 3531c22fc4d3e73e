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
  | 'refused';

const STATUS: Record<number, ProblemKind> = {
  401: 'ended',
  403: 'forbidden',
  404: 'gone',
  412: 'changed',
  429: 'busy',
  503: 'busy',
};

export interface Told {
  type?: string;
  member?: string;
  afterMs?: number; // when to ask again
}

const endOf = (type = ''): string => type.split('#problem-')[1] ?? '';

type Refusals = ReturnType<typeof text>['refusals'];
type Reason = Exclude<keyof Refusals, 'other'>;

// By the end of the problem's type, and by the member that is to blame.
const TYPES: Record<string, Reason> = {
  'lists-full': 'listsFull',
  'sections-full': 'sectionsFull',
  conflict: 'conflict',
  'body-too-large': 'tooLarge',
  'file-too-large': 'tooLarge',
};
const MEMBERS: Record<string, Reason> = {
  name: 'name',
  title: 'title',
  description: 'notes',
  tags: 'tags',
  due_date: 'date',
  due_time: 'date',
  start_date: 'date',
  time_zone: 'date',
  recurrence: 'repeat',
  recurrence_from: 'repeat',
  reminders: 'reminders',
  list_id: 'home',
  section_id: 'home',
  parent_id: 'home',
};

function words(kind: ProblemKind, detail?: string, { type, member }: Told = {}): string {
  const { problems, refusals } = text();

  if (kind === 'changed') return refusals.changed;
  if (kind !== 'refused') return problems[kind];
  const reason = TYPES[endOf(type)] ?? MEMBERS[member ?? ''];

  if (reason) return refusals[reason];
  return detail ? refusals.other(detail) : problems.unexpected;
}

export class Problem extends Error {
  readonly member: string | undefined;
  readonly afterMs: number | undefined;

  constructor(
    readonly kind: ProblemKind,
    readonly detail?: string,
    readonly status = 0,
    told: Told = {},
  ) {
    super(words(kind, detail, told));
    this.name = 'Problem';
    this.member = told.member;
    this.afterMs = told.afterMs;
  }

  // It may go away by itself.
  get passes(): boolean {
    return this.kind === 'unreachable' || this.kind === 'server' || this.kind === 'busy';
  }
}

// The session is good, and its sign-in is not enough (RFC 9470); or what is full is named.
const KINDS: Record<string, ProblemKind> = {
  'stronger-sign-in': 'weak',
  'key-busy': 'busy',
  full: 'full',
};

export function problemOf(
  status: number,
  detail?: string,
  type?: string,
  told: Omit<Told, 'type'> = {},
): Problem {
  const kind = KINDS[endOf(type)] ?? STATUS[status] ?? (status >= 500 ? 'server' : 'refused');

  return new Problem(kind, detail, status, { ...told, type });
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('unreachable');
}
