// What becomes of a text, the view's defaults and the person's corrections.

import type { ParsedTask, TaskInput } from '../../api/types';

export type Understood = ParsedTask['task'];

// What a view gives to the tasks that are made in it.
export type Defaults = Partial<
  Pick<TaskInput, 'due_date' | 'list_id' | 'section_id' | 'parent_id' | 'priority' | 'tags'>
>;

export type Correction = Partial<
  Pick<
    TaskInput,
    | 'due_date'
    | 'due_time'
    | 'time_zone'
    | 'recurrence'
    | 'recurrence_from'
    | 'priority'
    | 'tags'
    | 'list_id'
    | 'section_id'
    | 'reminders'
  >
>;

export type Draft = Omit<TaskInput, 'title'> & { title?: string };

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

// What is corrected stays, until the person writes something else about the same thing.
export function stillCorrect(
  correction: Correction,
  before: Understood | null,
  after: Understood | null,
): Correction {
  const members = Object.entries(correction).filter(([member]) => {
    const name = member as keyof Understood;

    return isSame(before?.[name], after?.[name]);
  });

  return members.length === Object.keys(correction).length
    ? correction
    : (Object.fromEntries(members) as Correction);
}

// The task as its chips show it.
export function draftOf(
  defaults: Defaults,
  understood: Understood | null,
  correction: Correction,
): Draft {
  const draft: Draft = { ...defaults, ...understood, ...correction };
  const tags = correction.tags ?? [...(defaults.tags ?? []), ...(understood?.tags ?? [])];

  if (tags.length) draft.tags = [...new Set(tags)];
  else delete draft.tags;
  if (draft.list_id !== defaults.list_id && correction.section_id === undefined)
    delete draft.section_id;
  if (!draft.due_date) {
    delete draft.due_time;
    delete draft.time_zone;
    delete draft.recurrence;
    delete draft.recurrence_from;
    if (draft.reminders) draft.reminders = draft.reminders.filter((one) => !one.startsWith('P'));
  }
  return draft;
}

// The task as it is stored: without what is not set.
export function inputOf(draft: Draft, title: string, notes: string): TaskInput {
  const set = Object.entries(draft).filter(
    ([, value]) => value !== undefined && value !== null && !isSame(value, []),
  );
  const input = { ...Object.fromEntries(set), title } as TaskInput;

  if (draft.list_id === null) input.list_id = null; // the inbox, whatever the preferences say
  if (notes.trim()) input.description = notes;
  return input;
}
