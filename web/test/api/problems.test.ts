import { describe, expect, it } from 'vitest';
import { problemOf } from '../../src/api/http/problems';

const type = (end: string) => `/api/docs#problem-${end}`;

describe('what the server refuses', () => {
  it.each([
    ['lists-full', 409, 'There are 500 lists already. Delete some first.'],
    ['sections-full', 409, 'The list has 50 sections already. Delete some first.'],
    ['conflict', 409, 'It does not fit what is there now.'],
    ['changed', 412, 'It was changed elsewhere in the meantime.'],
    ['file-too-large', 413, 'It is too large.'],
    ['full', 409, 'There are 10,000 tasks already. Delete some first.'],
    ['busy', 503, 'The server is busy. Try again in a moment.'],
  ])('is told by the type of the problem: %s', (end, status, words) => {
    expect(problemOf(status, 'A sentence of the server', type(end)).message).toBe(words);
  });

  it.each([
    ['title', 'A title has 1 to 500 characters.'],
    ['description', 'Notes have at most 5,000 characters.'],
    ['due_time', 'This date or time is not possible.'],
    ['parent_id', 'Its list, section or parent task does not fit, or is gone.'],
  ])('is told by the member to blame: %s', (member, words) => {
    const problem = problemOf(400, 'A sentence of the server', type('bad-member'), { member });

    expect(problem.kind).toBe('refused');
    expect(problem.message).toBe(words);
  });

  it('is told in the words of the server when nothing else is known', () => {
    expect(problemOf(400, 'Line 3 is no JSON', type('bad-body')).message).toBe(
      'The server did not accept it: Line 3 is no JSON',
    );
    expect(problemOf(400).message).toBe('Something went wrong.');
  });
});

describe('the kind of a problem', () => {
  it.each([
    ['full', 409, 'full'],
    ['lists-full', 409, 'refused'],
    ['key-busy', 409, 'busy'],
    ['stronger-sign-in', 401, 'weak'],
    ['not-authenticated', 401, 'ended'],
    ['changed', 412, 'changed'],
    ['no-such-thing', 404, 'gone'],
    ['no-room', 507, 'server'],
  ])('%s with %i is %s', (end, status, kind) => {
    expect(problemOf(status, undefined, type(end)).kind).toBe(kind);
  });
});
