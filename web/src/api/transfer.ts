// Quick add, import and export: what the server does itself.

import { currentWorkspace } from './current';
import { asProblem, Problem } from './http/problems';
import { uuid } from './http/uuid';
import type { ExportFormat, Id, ImportFormat, ImportReport, ParsedTask } from './types';

const TYPES: Record<ImportFormat, string> = {
  json: 'application/json',
  csv: 'text/csv',
  ics: 'text/calendar',
  todoist: 'application/json',
  vikunja: 'application/json',
  taskwarrior: 'application/json',
  todotxt: 'text/plain',
  trello: 'application/json',
};

const REMEMBERED = 100;
const parsed = new Map<string, ParsedTask>();

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

// What a text says, by the server. Without it the text is the title.
export async function parse(
  text: string,
  options: { language?: string; signal?: AbortSignal } = {},
): Promise<ParsedTask> {
  const plain: ParsedTask = { task: { title: text.trim() }, spans: [] };
  const workspace = currentWorkspace();
  const language = options.language ?? navigator.language;
  const key = `${workspace?.userId} ${language} ${new Date().toDateString()} ${text}`;
  const known = parsed.get(key);

  if (known || !workspace || !text.trim()) return known ?? plain;
  try {
    const answer = await workspace.client.parse(text, language, ownZone(), options.signal);

    if (parsed.size >= REMEMBERED) parsed.delete(parsed.keys().next().value!);
    parsed.set(key, answer);
    return answer;
  } catch (error) {
    if (error instanceof DOMException) throw error; // it was taken back
    return plain;
  }
}

export async function exportFile(format: ExportFormat, listId?: Id): Promise<Blob> {
  const workspace = currentWorkspace();

  if (!workspace) throw new Problem('ended');
  const { client, outbox } = workspace;

  await outbox.idle(); // the file has what was just done
  const response = await client
    .send(new Request(client.exportUrl(format, listId), { credentials: 'omit' }))
    .catch((error: unknown) => {
      throw asProblem(error);
    });

  if (!response.ok) throw new Problem('server', undefined, response.status);
  return response.blob();
}

// The same key makes nothing twice, also when the first answer was lost.
export async function importFile(
  file: Blob,
  format: ImportFormat,
  dryRun: boolean,
  key: string = uuid(),
): Promise<ImportReport> {
  const workspace = currentWorkspace();

  if (!workspace) throw new Problem('ended');
  const query = `&dry_run=${dryRun}&time_zone=${encodeURIComponent(ownZone())}`;
  const type = file.type || TYPES[format];
  const report = await workspace.client.import(file, type, format, query, key);

  if (!dryRun) void workspace.feed.refresh();
  return report;
}
