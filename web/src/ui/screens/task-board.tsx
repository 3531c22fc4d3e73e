import { CircleCheckBig, CloudOff, ListTodo, SearchX, ShieldX, Sparkles } from 'lucide-react';
import { Button } from '@heroui/react/button';
import {
  lazy,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { AddTask } from '../components/add-task';
import { useInterval, usePreferences, useWindowEvent } from '../components/hooks';
import { Message } from '../components/message';
import { TaskList, type ListHandle } from '../components/task-list';
import { Skeleton, rowId } from '../components/task-row';
import { TaskTools } from '../components/task-tools';
import { TasksHead } from '../components/tasks-head';
import type { Task, TaskChange } from '../lib/api';
import { today } from '../lib/format';
import { messages } from '../lib/messages';
import { loadNotices } from '../lib/notify';
import type { Problem } from '../lib/problems';
import { commandOf, type Command } from '../lib/shortcuts';
import { signOut } from '../lib/sign-out';
import {
  countTasks,
  emptyKind,
  selectTasks,
  type Counts,
  type EmptyKind,
  type Filter,
} from '../lib/task-view';
import type { Workspace } from '../lib/workspace';
import { useRemoval } from './use-removal';
import { useTaskList } from './use-task-list';

const EditDialog = lazy(() => import('../components/edit-dialog'));
const HelpDialog = lazy(() => import('../components/help-dialog'));

const EMPTY_ICON = {
  never: Sparkles,
  done: CircleCheckBig,
  noneDone: ListTodo,
  search: SearchX,
} satisfies Record<EmptyKind, unknown>;
const MINUTE_MS = 60_000;

function useToday(): string {
  const [day, setDay] = useState(() => today(new Date()));

  useInterval(() => setDay(today(new Date())), MINUTE_MS);
  return day;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches('textarea, select, input:not([type=checkbox], [type=radio])')
  );
}

function rowOf(element: Element | null): number | null {
  const row = element?.closest<HTMLElement>('[data-row]')?.dataset.row;

  return row === undefined ? null : Number(row);
}

function ErrorBanner({ problem, retry }: { problem: Problem; retry(): void }) {
  return (
    <div className="banner mb-3 rounded-lg" role="status">
      {problem.kind === 'unreachable' ? messages.states.away : messages.states.troubled}
      <button type="button" onClick={retry}>
        {messages.app.retry}
      </button>
    </div>
  );
}

function SignInAgain() {
  return (
    <div className="panel list">
      <Message
        icon={ShieldX}
        role="alert"
        title={messages.states.weakTitle}
        text={messages.states.weakText}
      >
        <Button variant="secondary" onPress={() => void signOut('fresh')}>
          {messages.account.signInAgain}
        </Button>
      </Message>
    </div>
  );
}

function NoList({ problem, retry }: { problem: Problem; retry(): void }) {
  const forbidden = problem.kind === 'forbidden';

  if (problem.kind === 'weak') return <SignInAgain />;
  return (
    <div className="panel list">
      <Message
        icon={forbidden ? ShieldX : CloudOff}
        role="alert"
        title={forbidden ? messages.states.forbiddenTitle : messages.states.tasksUnknown}
        text={forbidden ? messages.states.forbiddenText : problem.message}
      >
        <Button variant="secondary" onPress={retry}>
          {messages.app.retry}
        </Button>
      </Message>
    </div>
  );
}

function Empty({ kind }: { kind: EmptyKind }) {
  const [title, text] = messages.tasks.empty[kind];

  return (
    <div className="panel list">
      <Message icon={EMPTY_ICON[kind]} title={title!} text={text!} />
    </div>
  );
}

function leftText(loaded: boolean, counts: Counts, found: number, search: string): string {
  if (!loaded) return '';
  return search.trim() ? messages.tasks.found(found) : messages.tasks.left(counts.open);
}

export function TaskBoard({ workspace }: { workspace: Workspace }) {
  const { tasks: store, userId } = workspace;
  const { loaded, tasks, problem, retry } = useTaskList(workspace);
  const { singleKeys } = usePreferences();
  const day = useToday();
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const [editing, setEditing] = useState<Task | null>(null);
  const [helping, setHelping] = useState(false);
  const [announcement, setAnnouncement] = useState('');
  const searched = useDeferredValue(search);
  const addField = useRef<HTMLInputElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const list = useRef<ListHandle>(null);
  const lastRow = useRef<number | null>(null);
  const keyOf = useCallback((task: Task) => store.keyOf(task), [store]);
  const counts = useMemo(() => countTasks(tasks), [tasks]);
  const seen = useMemo(() => selectTasks(tasks, filter, searched), [tasks, filter, searched]);
  const latest = useRef(seen);

  useEffect(() => {
    latest.current = seen;
  }, [seen]);
  useEffect(() => {
    void loadNotices().catch(() => undefined); // so that the first deletion can be undone at once
  }, []);

  const restored = useCallback(
    (task: Task) => setAnnouncement(messages.tasks.announce.restored(task.title)),
    [],
  );
  const { remove, undoLast } = useRemoval(store, restored);

  // When the row with the focus disappears, the next row gets the focus.
  const keepFocus = useCallback(
    (task: Task) => {
      const row = store.keyOf(task);

      if (rowOf(document.activeElement) !== row) return;
      const index = latest.current.findIndex((other) => store.keyOf(other) === row);

      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (document.getElementById(rowId(row))) return;
          if (latest.current.length)
            list.current?.focus(Math.min(index, latest.current.length - 1));
          else addField.current?.focus();
        }),
      );
    },
    [store],
  );

  const actions = useMemo(
    () => ({
      toggle(task: Task) {
        keepFocus(task);
        store.change(task, { completed: !task.completed });
        setAnnouncement(messages.tasks.announce[task.completed ? 'open' : 'done'](task.title));
      },
      edit: setEditing,
      remove(task: Task) {
        keepFocus(task);
        remove(task);
      },
    }),
    [store, remove, keepFocus],
  );

  function add(title: string) {
    store.add(title, userId);
    setAnnouncement(messages.tasks.announce.added(title));
    setSearch('');
    if (filter === 'done') setFilter('all');
  }

  function move(by: 1 | -1) {
    const row = rowOf(document.activeElement) ?? lastRow.current;
    const index = seen.findIndex((task) => store.keyOf(task) === row);
    const inList = rowOf(document.activeElement) !== null;

    if (index < 0 || !inList) list.current?.focus(Math.max(0, index));
    else list.current?.focus(Math.min(Math.max(index + by, 0), seen.length - 1));
  }

  const run: Record<Command, (task: Task | undefined) => unknown> = {
    add: () => addField.current?.focus(),
    search: () => searchField.current?.focus(),
    help: () => setHelping(true),
    next: () => move(1),
    previous: () => move(-1),
    undo: () => undoLast(),
    toggle: (task) => (task ? actions.toggle(task) : false),
    edit: (task) => (task ? actions.edit(task) : false),
    delete: (task) => (task ? actions.remove(task) : false),
  };

  useWindowEvent('keydown', (event) => {
    if (editing || helping || event.defaultPrevented || event.isComposing) return;
    const target = event.target as Element | null;
    const command = commandOf(event, {
      singleKeys,
      typing: isTyping(target),
      onTask: target instanceof HTMLInputElement && rowOf(target) !== null,
    });
    const row = rowOf(document.activeElement);

    if (command && run[command](seen.find((task) => store.keyOf(task) === row)) !== false)
      event.preventDefault();
  });
  useWindowEvent('focusin', (event) => {
    lastRow.current = rowOf(event.target as Element | null) ?? lastRow.current;
  });

  const save = (task: Task, change: TaskChange) => {
    keepFocus(task);
    store.change(task, change);
  };

  return (
    <>
      <title>{messages.title(messages.tasks.title, loaded ? counts.open : 0)}</title>
      <TasksHead
        left={leftText(loaded, counts, seen.length, searched)}
        help={() => setHelping(true)}
      />
      <AddTask ready add={add} field={addField} />
      <TaskTools
        ready
        counts={loaded ? counts : null}
        filter={filter}
        setFilter={setFilter}
        search={search}
        setSearch={setSearch}
        field={searchField}
      />
      {loaded && problem ? <ErrorBanner problem={problem} retry={retry} /> : null}
      {loaded ? (
        seen.length ? (
          <TaskList ref={list} tasks={seen} keyOf={keyOf} day={day} actions={actions} />
        ) : (
          <Empty kind={emptyKind(counts, filter, searched)} />
        )
      ) : problem ? (
        <NoList problem={problem} retry={retry} />
      ) : (
        <Skeleton />
      )}
      <p className="sr-only" role="status" aria-live="polite">
        {announcement}
      </p>
      <Suspense fallback={null}>
        {editing ? (
          <EditDialog
            task={editing}
            save={save}
            remove={actions.remove}
            close={() => setEditing(null)}
          />
        ) : null}
        {helping ? <HelpDialog close={() => setHelping(false)} /> : null}
      </Suspense>
    </>
  );
}
