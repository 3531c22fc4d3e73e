// Every operation of the task API, for tests of who may do it; and the rows of the server's own
// table of routes, to see that none is missing here.

import { createECDH, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { root } from './server.mjs';

// A browser of this name, as it subscribes.
export function device(name) {
  const ecdh = createECDH('prime256v1');
  const p256dh = ecdh.generateKeys('base64url');
  const keys = { p256dh, auth: randomBytes(16).toString('base64url') };
  return { endpoint: `https://push.example.net/${name}`, keys };
}

export const BODY = JSON.stringify({ title: 'overwritten', completed: true });

const REMINDED = JSON.stringify({
  title: 'overwritten',
  due_date: '2028-02-29',
  due_time: '09:30',
  reminders: ['PT30M', '2028-02-28T09:00:00Z'],
});

const DEVICE = JSON.stringify(device('overwritten'));

const NAMED = JSON.stringify({ name: 'overwritten' });

// The last member is what a path with the id of another user's thing is answered with.
export const OPERATIONS = [
  ['list', 'GET', '/tasks'],
  ['list by conditions', 'GET', '/tasks?list=inbox&parent=none&completed=false&priority=none'],
  ['list by time', 'GET', '/tasks?due_before=9999-01-01&overdue=false&time_zone=Asia/Tokyo'],
  ['search', 'GET', '/tasks?q=SECRET'],
  ['list in order', 'GET', '/tasks?sort=-title&limit=1'],
  ['list the trash', 'GET', '/tasks?trash=true'],
  ['count', 'GET', '/summary'],
  ['create', 'POST', '/tasks', BODY],
  ['get', 'GET', '/tasks/ID', undefined, 'Task not found'],
  ['replace', 'PUT', '/tasks/ID', BODY, 'Task not found'],
  ['change', 'PATCH', '/tasks/ID', BODY, 'Task not found'],
  ['delete', 'DELETE', '/tasks/ID', undefined, 'Task not found'],
  ['purge', 'DELETE', '/tasks/ID?purge=true', undefined, 'Task not found'],
  ['restore', 'POST', '/tasks/ID/restore', undefined, 'Task not found'],
  ['remind', 'PATCH', '/tasks/ID', REMINDED, 'Task not found'],
  ['create with reminders', 'POST', '/tasks', REMINDED],
  ['changes', 'GET', '/changes?since=0'],
  ['preferences', 'GET', '/preferences'],
  ['change the preferences', 'PATCH', '/preferences', JSON.stringify({ language: 'de' })],
  ['key of pushes', 'GET', '/push/key'],
  ['devices', 'GET', '/push/subscriptions'],
  ['subscribe a device', 'POST', '/push/subscriptions', DEVICE],
  ['remove a device', 'DELETE', '/push/subscriptions/DEVICE', undefined, 'Subscription not found'],
  ['lists', 'GET', '/lists'],
  ['create a list', 'POST', '/lists', NAMED],
  ['get a list', 'GET', '/lists/LIST', undefined, 'List not found'],
  ['change a list', 'PATCH', '/lists/LIST', NAMED, 'List not found'],
  ['delete a list', 'DELETE', '/lists/LIST', undefined, 'List not found'],
  [
    'delete a list with its tasks',
    'DELETE',
    '/lists/LIST?tasks=delete',
    undefined,
    'List not found',
  ],
  ['sections', 'GET', '/lists/LIST/sections', undefined, 'List not found'],
  ['create a section', 'POST', '/lists/LIST/sections', NAMED, 'List not found'],
  ['get a section', 'GET', '/lists/LIST/sections/SECTION', undefined, 'Section not found'],
  ['change a section', 'PATCH', '/lists/LIST/sections/SECTION', NAMED, 'Section not found'],
  ['delete a section', 'DELETE', '/lists/LIST/sections/SECTION', undefined, 'Section not found'],
  ['parse', 'POST', '/tasks/parse', JSON.stringify({ text: 'a tomorrow' })],
  ['events', 'GET', '/events'],
  [
    'batch',
    'POST',
    '/tasks/batch',
    JSON.stringify({ operations: [{ op: 'create', task: { title: 'x' } }] }),
  ],
  ['export', 'GET', '/export?format=json'],
  ['import', 'POST', '/import?format=todoist', JSON.stringify([{ id: 1, content: 'a' }])],
];

// [method, pattern] of each route of the task API, from the source of the table: its macros are
// texts that stand behind each other.
export function routesOfTasks() {
  const text = fs.readFileSync(path.join(root, 'src/route/routes.c'), 'utf8');
  const words = new Map();
  const resolve = (value) =>
    [...value.matchAll(/"([^"]*)"|(\w+)/g)]
      .map(([, literal, name]) => literal ?? words.get(name))
      .join('');
  for (const [, name, value] of text.matchAll(/^#define (\w+)\s+((?:"[^"]*"|[A-Z]+| )+)$/gm))
    words.set(name, resolve(value));
  const macros = [
    ...text.matchAll(
      /^#define (\w+)\(method, path,[^\n]*\\\n\t\{ SIDE_TASKS,(?:[^\n]*\\\n)*[^\n]*ACCESS_OWNER/gm,
    ),
  ];
  const names = macros.map(([, name]) => name).join('|');
  const rows = new RegExp(`\\b(?:${names})\\(([A-Z]+), ((?:"[^"]*"|[A-Z]+| )+), \\w+`, 'g');
  return [...text.matchAll(rows)].map(([, method, pattern]) => [method, resolve(pattern)]);
}
