import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentTypeOf, formatOf, sentAs } from '../../src/tasks/transfer/formats';

const folder = path.resolve('../tests/data/exchange');
const sample = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');

describe('the format of a file', () => {
  it('is told by what is in it', () => {
    const files = {
      'calendar.ics': 'ics',
      'taskwarrior.json': 'taskwarrior',
      'todo.txt': 'todotxt',
      'todoist.csv': 'todoist',
      'todoist.json': 'todoist',
      'trello.json': 'trello',
      'vikunja.json': 'vikunja',
    };

    for (const [name, format] of Object.entries(files))
      expect(formatOf(name, sample(name)), name).toBe(format);
  });

  it('is that of our own exports', () => {
    expect(formatOf('x', '{"format":"ostiary","version":1,"lists":[],"tasks":[]}')).toBe('json');
    expect(formatOf('tasks.csv', 'title,notes\r\n')).toBe('csv');
  });

  it('stays open where it cannot be told', () => {
    expect(formatOf('a.json', '{"a":1}')).toBeNull();
    expect(formatOf('a.json', '[]')).toBeNull();
    expect(formatOf('a.json', '{broken')).toBeNull();
    expect(formatOf('picture.png', '\u0089PNG')).toBeNull();
    expect(formatOf('old.data', '{"uuid":"1","entry":"x"}\n{"uuid":"2"}')).toBe('taskwarrior');
  });

  it('is sent by the name that the server has for it', () => {
    expect(sentAs('todoist', 'a.csv')).toBe('csv');
    expect(sentAs('todoist', 'a.json')).toBe('todoist');
    expect(sentAs('trello', 'a.json')).toBe('trello');
  });

  it('has a media type', () => {
    expect(contentTypeOf('todoist', 'a.csv')).toBe('text/csv');
    expect(contentTypeOf('todoist', 'a.json')).toBe('application/json');
    expect(contentTypeOf('ics', 'a')).toBe('text/calendar');
    expect(contentTypeOf('todotxt', 'a')).toBe('text/plain');
    expect(contentTypeOf('trello', 'a')).toBe('application/json');
  });
});
