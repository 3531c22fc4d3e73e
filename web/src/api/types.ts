// What the pages know of a person's data. The shapes are the server's (api/tasks-api.yaml).

import type { components } from './schema.gen';

type Schemas = components['schemas'];

// A task of the replica. A new one has a local id below zero until the server gives it another;
// `keyOf(task.id)` stays the same, and both ids find it. One in the trash has `deleted_at`.
export type Task = Schemas['Task'];
export type List = Schemas['List'];
export type Section = Schemas['Section'];
export type Preferences = Schemas['Preferences'];
export type TaskInput = Schemas['TaskCreate'];
export type TaskChange = Schemas['TaskChange'];
export type ListInput = Schemas['ListCreate'];
export type ListChange = Schemas['ListChange'];
export type SectionInput = Schemas['SectionCreate'];
export type SectionChange = Schemas['SectionChange'];
export type PreferencesChange = Schemas['PreferencesChange'];
export type PushDevice = Schemas['PushSubscription'];
export type PushDeviceInput = Schemas['PushSubscriptionCreate'];
export type ParsedTask = Schemas['ParsedTask'];
export type ImportReport = Schemas['ImportReport'];
export type ExportFormat = 'json' | 'csv' | 'ics';
export type ImportFormat =
  | ExportFormat
  | 'todoist'
  | 'vikunja'
  | 'taskwarrior'
  | 'todotxt'
  | 'trello';

export type Id = number;

export interface Counts {
  open: number;
  inbox: number;
  today: number; // due today, also where the time has passed
  overdue: number; // the due time, or else the due day, has passed
  upcoming: number; // due on a later day
  lists: ReadonlyMap<Id, number>;
  tags: ReadonlyMap<string, number>;
}

export interface TagCount {
  name: string;
  count: number;
}

export type Load = 'loading' | 'ready' | 'failed';

export interface Sync {
  // saved: nothing waits. saving: something is being sent. offline: the device has no network.
  // away: the server does not answer. conflict: somebody must choose. failed: it refused something.
  // ended: the session is over, and what waits goes on after signing in.
  state: 'saved' | 'saving' | 'offline' | 'away' | 'conflict' | 'failed' | 'ended';
  waiting: number; // changes that the server has not confirmed
  retryAt?: number; // when they are sent again, in milliseconds since the epoch
}

// Two people, or two devices, have changed the same members of a task.
export interface Conflict {
  id: Id; // of the task
  members: readonly (keyof TaskChange)[]; // that both have changed
  mine: Task;
  theirs: Task | null; // null: it was deleted
  base: Partial<Task>; // what those members were before both changes
}

export type Choice = 'mine' | 'theirs' | 'both';

// What the server refused. Nothing of it is lost: it is here until it is mended or given up.
export interface Failure {
  key: string; // of the change
  what: Acted['kind'];
  id: Id | null; // of the task, if it is about one
  title: string;
  change: Readonly<Record<string, unknown>>; // what was to be stored, with every text
  status: number;
  message: string; // for people
  member?: string; // of the change, that is to blame
}

export type ActedKind =
  | 'created'
  | 'edited'
  | 'completed'
  | 'reopened'
  | 'deleted'
  | 'restored'
  | 'purged'
  | 'moved'
  | 'rescheduled'
  | 'reordered'
  | 'list-created'
  | 'list-edited'
  | 'list-deleted'
  | 'section-created'
  | 'section-edited'
  | 'section-deleted'
  | 'preferences';

// Something was done, for the message with Undo.
export interface Acted {
  kind: ActedKind;
  ids: readonly Id[];
  title: string; // of the first task, list or section
  count: number;
  to?: string; // the name of the list that tasks were moved to; '' is the inbox
  silent: boolean; // the person sees it anyway
  undo: (() => Promise<string | null>) | null; // null: it cannot be undone
}

export interface Place {
  list_id: Id | null;
  section_id?: Id | null;
  after?: Id | null; // a task; null: at the top; left out: at the end
}

export interface Neighbours {
  before?: Id | null; // the one that follows
  after?: Id | null; // the one that goes before
}

export interface Act {
  create(input: TaskInput, options?: { silent?: boolean }): Task;
  update(id: Id, change: TaskChange, options?: { silent?: boolean }): void;
  updateAll(ids: readonly Id[], change: TaskChange): void;
  complete(ids: Id | readonly Id[], done: boolean): void;
  remove(ids: Id | readonly Id[]): void;
  restore(ids: Id | readonly Id[]): void;
  purge(ids: Id | readonly Id[]): void;
  move(ids: Id | readonly Id[], to: Place): void;
  reorder(id: Id, between: Neighbours): void;
  createList(input: ListInput): List;
  updateList(id: Id, change: ListChange): void;
  removeList(id: Id, tasks: 'keep' | 'delete'): void;
  reorderList(id: Id, between: Neighbours): void;
  createSection(listId: Id, input: SectionInput): Section;
  updateSection(listId: Id, id: Id, change: SectionChange): void;
  removeSection(listId: Id, id: Id): void;
  reorderSection(listId: Id, id: Id, between: Neighbours): void;
  setPreferences(change: PreferencesChange): void;
}
