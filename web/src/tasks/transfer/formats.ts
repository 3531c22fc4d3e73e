// The files that can be imported, and how one is told from another.

export const FORMATS = [
  'json',
  'csv',
  'todoist',
  'vikunja',
  'taskwarrior',
  'todotxt',
  'ics',
  'trello',
] as const;
export type Format = (typeof FORMATS)[number];

export const EXPORTS = ['json', 'csv', 'ics'] as const;
export type ExportFormat = (typeof EXPORTS)[number];

export const MOST_BYTES = 8 * 1024 * 1024; // the server's bound
export const ACCEPTED = '.json,.csv,.txt,.ics,.ical,.ifb,application/json,text/csv,text/calendar';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function ofList(list: unknown[]): Format | null {
  const first = list.find(isObject);

  if (!first) return null;
  if ('uuid' in first && 'entry' in first) return 'taskwarrior';
  if ('content' in first) return 'todoist';
  return 'tasks' in first || 'buckets' in first ? 'vikunja' : null;
}

function ofJson(text: string): Format | null {
  let value: unknown;

  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return linesOfJson(text) ? 'taskwarrior' : null;
  }
  if (Array.isArray(value)) return ofList(value);
  if (!isObject(value)) return null;
  if (value.format === 'ostiary') return 'json';
  if (Array.isArray(value.cards)) return 'trello';
  if ('items' in value || 'sync_token' in value) return 'todoist';
  if ('uuid' in value && 'entry' in value) return 'taskwarrior';
  return 'projects' in value ? 'todoist' : null;
}

// An old Taskwarrior writes one object a line.
const linesOfJson = (text: string) => /^\s*\{.*"uuid".*\},?\s*$/m.test(text.slice(0, 10_000));

// The program that seems to have written the file; null: it cannot be told.
export function formatOf(name: string, text: string): Format | null {
  const head = text.slice(0, 2000).replace(/^\uFEFF/, '');

  if (/^\s*BEGIN:VCALENDAR/i.test(head)) return 'ics';
  if (/^\s*[[{]/.test(head)) return ofJson(text);
  if (/^"?TYPE"?,"?CONTENT"?/i.test(head)) return 'todoist';
  if (/\.csv$/i.test(name)) return 'csv';
  return /\.txt$/i.test(name) ? 'todotxt' : null;
}

// What the server calls it: it tells the tables of Todoist from our own by their first row.
export const sentAs = (format: Format, name: string): Format =>
  format === 'todoist' && /\.csv$/i.test(name) ? 'csv' : format;

export function contentTypeOf(format: Format, name: string): string {
  const sent = sentAs(format, name);

  if (sent === 'ics') return 'text/calendar';
  if (sent === 'todotxt') return 'text/plain';
  return sent === 'csv' ? 'text/csv' : 'application/json';
}
