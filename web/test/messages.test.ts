import { describe, expect, it } from 'vitest';
import { messages, quoted } from '../src/ui/lib/messages';

function texts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

describe('the catalogue', () => {
  it('has no empty text and no straight quotation mark', () => {
    for (const [path, text] of texts(messages)) {
      expect(text.trim(), path).not.toBe('');
      expect(text, path).not.toMatch(/["']|\.\.\./);
    }
  });

  it('counts in words', () => {
    expect(messages.tasks.left(0)).toBe('Nothing open');
    expect(messages.tasks.left(1)).toBe('1 task open');
    expect(messages.tasks.left(5000)).toBe('5,000 tasks open');
    expect(messages.problems.tooMany(1)).toContain('1 second.');
  });

  it('has the number of open tasks in the title', () => {
    expect(messages.title('Tasks', 2)).toBe('(2) Tasks · Ostiary');
    expect(messages.title('Tasks')).toBe('Tasks · Ostiary');
  });

  it('names a task so that it can be read at a glance', () => {
    expect(quoted('Buy milk')).toBe('“Buy milk”');
    expect(quoted('🧺'.repeat(60))).toBe(`“${'🧺'.repeat(39)}…”`);
  });
});
