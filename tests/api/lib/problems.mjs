// The problems of the task API, as its description lists them.

import { tasks } from './openapi.mjs';

export const TYPE = '/api/docs#problem-';
export const table = tasks.document['x-problems'];

// The members of a problem, in the order in which the server writes them. blame: what is to blame,
// such as {member: 'title'}.
export function problem(name, detail, blame = {}) {
  const { title, status } = table[name];
  return { detail, type: TYPE + name, title, status, ...blame };
}
