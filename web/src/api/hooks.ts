// What pages see: selectors on the person's data. Each gives the same object as long as nothing of
// it has changed.

import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import { currentWorkspace, watchCurrent } from './current';
import { conflictsIn, failuresIn } from './decide';
import { countTags, countTasks } from './replica/counts';
import { isSame } from './replica/merge';
import type {
  Conflict,
  Counts,
  Failure,
  Id,
  List,
  Load,
  Preferences,
  Sync,
  TagCount,
  Task,
} from './types';
import type { Workspace } from './workspace';

const never = () => () => undefined;
const NO_TASKS: readonly Task[] = [];
const NO_LISTS: readonly List[] = [];
const SAVED: Sync = { state: 'saved', waiting: 0 };
const LOADING: Load = 'loading';
const MINUTE_MS = 60_000;

export function useWorkspace(): Workspace | null {
  return useSyncExternalStore(watchCurrent, currentWorkspace, () => null);
}

// A part of the data, read when the data or the state of the workspace changes.
function useData<T>(read: (workspace: Workspace) => T, otherwise: T): T {
  const workspace = useWorkspace();
  const get = useCallback(
    () => (workspace ? read(workspace) : otherwise),
    [workspace, read, otherwise],
  );

  return useSyncExternalStore(workspace?.replica.subscribe ?? never, get, () => otherwise);
}

function useStateOf<T>(read: (workspace: Workspace) => T, otherwise: T): T {
  const workspace = useWorkspace();
  const get = useCallback(
    () => (workspace ? read(workspace) : otherwise),
    [workspace, read, otherwise],
  );

  return useSyncExternalStore(workspace?.subscribe ?? never, get, () => otherwise);
}

// The last value as long as the new one says the same.
function useSteady<T>(value: T): T {
  const last = useRef(value);

  if (last.current !== value && !isEqual(last.current, value)) last.current = value;
  return last.current;
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, at) => Object.is(each, b[at]));
  return false;
}

const readTasks = ({ replica }: Workspace) => replica.tasks();
const readTrash = ({ replica }: Workspace) => replica.trash();
const readLists = ({ replica }: Workspace) => replica.lists();
const readPreferences = ({ replica }: Workspace) => replica.preferences();

// The tasks outside of the trash, sub-tasks among them, in no order; those that the function picks.
export function useTasks(select?: (task: Task) => boolean): readonly Task[] {
  const tasks = useData(readTasks, NO_TASKS);

  return useSteady(useMemo(() => (select ? tasks.filter(select) : tasks), [tasks, select]));
}

export function useTrash(): readonly Task[] {
  return useData(readTrash, NO_TASKS);
}

// Also one in the trash, and also by the id that it had before the server knew it.
export function useTask(id: Id | null): Task | undefined {
  const read = useCallback(
    ({ replica }: Workspace) => (id === null ? undefined : replica.task(id)),
    [id],
  );

  return useData<Task | undefined>(read, undefined);
}

export function useChildren(id: Id | null): readonly Task[] {
  const workspace = useWorkspace();
  const parent = id === null ? null : (workspace?.replica.idOf('task', id) ?? id);
  const select = useCallback(
    (task: Task) => parent !== null && task.parent_id === parent,
    [parent],
  );

  return useTasks(select);
}

export function useLists(): readonly List[] {
  return useData(readLists, NO_LISTS);
}

export function useList(id: Id | null): List | undefined {
  const lists = useLists();
  const workspace = useWorkspace();
  const real = id === null ? null : workspace?.replica.idOf('list', id);

  return lists.find((list) => list.id === real);
}

export function usePreferences(): Preferences | null {
  return useData<Preferences | null>(readPreferences, null);
}

export function useTags(): readonly TagCount[] {
  const tasks = useTasks();

  return useMemo(() => countTags(tasks), [tasks]);
}

function watchMinute(listener: () => void): () => void {
  const timer = setInterval(listener, MINUTE_MS / 4);

  document.addEventListener('visibilitychange', listener);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', listener);
  };
}

// The present minute, in milliseconds since the epoch; 0 in the static page.
export function useMinute(): number {
  return useSyncExternalStore(
    watchMinute,
    () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS,
    () => 0,
  );
}

export function useCounts(): Counts {
  const tasks = useTasks();
  const minute = useMinute();

  return useMemo(() => countTasks(tasks, new Date(minute)), [tasks, minute]);
}

const readLoad = (workspace: Workspace) => workspace.load();
const readSync = (workspace: Workspace) => workspace.sync();
const readProblem = (workspace: Workspace) => workspace.problem();
const readEnded = (workspace: Workspace) => workspace.ended();

export const useLoad = (): Load => useStateOf(readLoad, LOADING);
export const useSync = (): Sync => useStateOf(readSync, SAVED);
// Why the data cannot be loaded, or not be brought up to date.
export const useLoadProblem = () => useStateOf(readProblem, null);
// The session is over: sign in over the page, and go on.
export const useSessionOver = (): boolean => useStateOf(readEnded, false);

// Whether a task has what the server does not know yet, or has refused.
export function useTaskState(id: Id): 'saved' | 'waiting' | 'failed' | 'conflict' {
  const read = useCallback(
    ({ replica }: Workspace) => {
      const states = replica.opsOf(id).map(({ state }) => state);

      if (states.includes('conflict')) return 'conflict';
      if (states.includes('failed')) return 'failed';
      return states.length ? 'waiting' : 'saved';
    },
    [id],
  );

  return useData<'saved' | 'waiting' | 'failed' | 'conflict'>(read, 'saved');
}

function useFromOps<T>(read: (workspace: Workspace) => readonly T[]): readonly T[] {
  const workspace = useWorkspace();
  const last = useRef<readonly T[]>([]);
  const get = useCallback(() => {
    const next = workspace ? read(workspace) : [];

    if (!isSame(next, last.current)) last.current = next;
    return last.current;
  }, [workspace, read]);
  const empty = useRef<readonly T[]>([]);

  return useSyncExternalStore(workspace?.replica.subscribe ?? never, get, () => empty.current);
}

export const useConflicts = (): readonly Conflict[] => useFromOps<Conflict>(conflictsIn);
export const useFailures = (): readonly Failure[] => useFromOps<Failure>(failuresIn);
