import { describe, expect, it } from 'vitest';
import { draftOf, inputOf, stillCorrect } from '../../src/tasks/quickadd/new-task';
import { rememberTyped, typedFor } from '../../src/tasks/quickadd/sent';

const friday = { title: 'Call', due_date: '2026-12-04', due_time: '09:00', time_zone: 'UTC' };

describe('a new task', () => {
  it('has what the view gives, unless the text says otherwise', () => {
    const defaults = { due_date: '2026-12-02', list_id: 7, section_id: 8, tags: ['a'] };

    expect(draftOf(defaults, { title: 'x' }, {})).toMatchObject(defaults);
    expect(draftOf(defaults, friday, {})).toMatchObject({ due_date: '2026-12-04', list_id: 7 });
    expect(draftOf(defaults, { title: 'x', tags: ['b', 'a'] }, {}).tags).toEqual(['a', 'b']);
  });

  it('leaves the section of the view with its list', () => {
    const defaults = { list_id: 7, section_id: 8 };

    expect(draftOf(defaults, { title: 'x', list_id: 9 }, {})).not.toHaveProperty('section_id');
    expect(draftOf(defaults, { title: 'x' }, { list_id: 9, section_id: 3 }).section_id).toBe(3);
  });

  it('is corrected by chips', () => {
    expect(draftOf({}, friday, { due_date: '2026-12-07' })).toMatchObject({
      due_date: '2026-12-07',
      due_time: '09:00',
    });
    const bare = draftOf(
      {},
      { ...friday, recurrence: 'FREQ=DAILY' },
      {
        due_date: null,
        reminders: ['PT30M', '2026-12-01T08:00:00Z'],
      },
    );

    expect(bare).not.toHaveProperty('due_time');
    expect(bare).not.toHaveProperty('recurrence');
    expect(bare.reminders).toEqual(['2026-12-01T08:00:00Z']);
    expect(draftOf({}, { title: 'x', tags: ['a', 'b'] }, { tags: ['a'] }).tags).toEqual(['a']);
  });

  it('stays corrected until the text says something else about the same', () => {
    const correction = { due_date: '2026-12-07', priority: 'low' } as const;
    const monday = { ...friday, due_date: '2026-12-08' };

    expect(stillCorrect(correction, friday, { ...friday, title: 'Call Sam' })).toBe(correction);
    expect(stillCorrect(correction, friday, monday)).toEqual({ priority: 'low' });
  });

  it('is stored without what is not set, and with the notes', () => {
    expect(inputOf({ list_id: 7, priority: 'none', tags: [] }, 'x', ' ')).toEqual({
      title: 'x',
      list_id: 7,
      priority: 'none',
    });
    expect(inputOf({ list_id: null }, 'x', 'n\n')).toEqual({
      title: 'x',
      list_id: null,
      description: 'n\n',
    });
  });
});

describe('a task that was refused', () => {
  it('gives back what was typed for it', () => {
    const typed = {
      text: 'Call friday',
      notes: 'n',
      kept: [{ start: 5, end: 11 }],
      correction: {},
    };

    rememberTyped(-3, typed);
    expect(typedFor(-3, { title: 'Call' })).toBe(typed);
  });

  it('gives back its words as text after a reload, and the rest as corrections', () => {
    const { text, notes, kept, correction } = typedFor(-4, {
      title: 'Read friday',
      description: 'n',
      due_date: '2026-12-07',
      position: '1',
    });

    expect([text, notes]).toEqual(['Read friday', 'n']);
    expect(kept.map(({ start, end }) => text.slice(start, end))).toEqual(['Read', 'friday']);
    expect(correction).toEqual({ due_date: '2026-12-07' });
  });
});
