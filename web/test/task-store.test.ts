import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Task, TaskApi, TaskChange } from '../src/ui/lib/api';
import { Problem } from '../src/ui/lib/problems';
import { overlay } from '../src/ui/lib/task-overlay';
import { TaskStore, type Failure } from '../src/ui/lib/task-store';
import { aTask } from './tasks';

// A server whose answers the test gives, in the order of the calls.
class Server {
  calls: { what: string; answer(): void; refuse(problem?: Problem): void }[] = [];
  tasks: Task[] = [];
  left: number[] = [];
  #id = 100;

  api: TaskApi = {
    list: async () => this.tasks,
    create: ({ title }) =>
      this.#later(`create ${title}`, () => {
        const task = aTask({ id: this.#id++, title });

        this.tasks = [task, ...this.tasks];
        return task;
      }),
    change: (id, change) =>
      this.#later(`change ${id} ${JSON.stringify(change)}`, () => {
        const task = { ...this.tasks.find((other) => other.id === id)!, ...change } as Task;

        this.tasks = this.tasks.map((other) => (other.id === id ? task : other));
        return task;
      }),
    remove: (id) =>
      this.#later(`remove ${id}`, () => {
        this.tasks = this.tasks.filter((other) => other.id !== id);
      }),
    removeOnLeave: (id) => this.left.push(id),
  };

  #later<T>(what: string, work: () => T): Promise<T> {
    return new Promise((resolve, reject) =>
      this.calls.push({
        what,
        answer: () => resolve(work()),
        refuse: (problem = new Problem('unreachable')) => reject(problem),
      }),
    );
  }

  get asked(): string[] {
    return this.calls.map(({ what }) => what);
  }

  async answer(): Promise<void> {
    this.calls.shift()!.answer();
    await settled();
  }

  async refuse(problem?: Problem): Promise<void> {
    this.calls.shift()!.refuse(problem);
    await settled();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

let server: Server;
let list: readonly Task[] | undefined;
let failures: [Failure, string, string][];
let refetch: ReturnType<typeof vi.fn<() => void>>;
let store: TaskStore;

const titles = () => store.tasks(list).map((task) => task.title);
const one = (title: string) => store.tasks(list).find((task) => task.title === title)!;

beforeEach(() => {
  server = new Server();
  server.tasks = [
    aTask({ id: 3, title: 'three' }),
    aTask({ id: 2, title: 'two' }),
    aTask({ id: 1, title: 'one' }),
  ];
  list = server.tasks;
  failures = [];
  refetch = vi.fn();
  store = new TaskStore(
    server.api,
    {
      read: () => list,
      write: (change) => (list = list && change(list)),
      refetch,
    },
    { failed: (what, title, problem) => failures.push([what, title, problem.kind]) },
  );
});

describe('a new task', () => {
  it('is there at once, and stays when the server has it', async () => {
    store.add('four', 'u');
    expect(titles()).toEqual(['four', 'three', 'two', 'one']);
    const row = store.keyOf(one('four'));

    await settled();
    await server.answer();
    expect(titles()).toEqual(['four', 'three', 'two', 'one']);
    expect(one('four').id).toBe(100);
    expect(store.keyOf(one('four'))).toBe(row); // the row is the same one
    expect(store.layers()).toEqual([]);
  });

  it('goes again when the server refuses it, by name', async () => {
    store.add('four', 'u');
    await settled();
    await server.refuse();
    expect(titles()).toEqual(['three', 'two', 'one']);
    expect(failures).toEqual([['notAdded', 'four', 'unreachable']]);
  });

  it('can be changed before the server has it', async () => {
    const task = store.add('four', 'u');

    store.change(task, { completed: true });
    expect(one('four').completed).toBe(true);
    await settled();
    expect(server.asked).toEqual(['create four']);
    await server.answer();
    expect(one('four').completed).toBe(true);
    expect(server.asked).toEqual(['change 100 {"completed":true}']);
    await server.answer();
    expect(one('four')).toMatchObject({ id: 100, completed: true });
    expect(store.layers()).toEqual([]);
  });

  it('can be changed by who still holds it as it was', async () => {
    const task = store.add('four', 'u');

    await settled();
    await server.answer();
    store.change(task, { title: 'fourth' });
    expect(titles()[0]).toBe('fourth');
    await settled();
    await server.answer();
    expect(titles()[0]).toBe('fourth');
    expect(store.layers()).toEqual([]);
  });

  it('takes its changes along when it is refused, and complains once', async () => {
    const task = store.add('four', 'u');

    store.change(task, { completed: true });
    await settled();
    await server.refuse();
    await settled();
    expect(titles()).toEqual(['three', 'two', 'one']);
    expect(failures).toHaveLength(1);
    expect(server.asked).toEqual([]);
    expect(store.layers()).toEqual([]);
  });

  it('can be deleted before the server has it', async () => {
    const task = store.add('four', 'u');

    store.remove(task);
    void store.send(task);
    await settled();
    await server.answer();
    await settled();
    expect(server.asked).toEqual(['remove 100']);
    expect(titles()).toEqual(['three', 'two', 'one']);
    await server.answer();
    expect(titles()).toEqual(['three', 'two', 'one']);
    expect(store.layers()).toEqual([]);
  });

  it('is there once when a list that has it comes before the answer', async () => {
    store.add('four', 'u');
    await settled();
    const call = server.calls[0]!;

    call.answer();
    list = server.tasks;
    await settled();
    expect(titles()).toEqual(['four', 'three', 'two', 'one']);
  });
});

describe('a change', () => {
  it('shows at once and is what the server makes of it', async () => {
    store.change(one('two'), { title: 'zwei' });
    expect(titles()).toEqual(['three', 'zwei', 'one']);
    await settled();
    await server.answer();
    expect(titles()).toEqual(['three', 'zwei', 'one']);
    expect(list![1]!.title).toBe('zwei');
  });

  it('takes exactly itself back when it is refused', async () => {
    store.change(one('two'), { completed: true });
    store.change(one('two'), { title: 'zwei' });
    store.change(one('three'), { completed: true });
    await settled();
    expect(server.asked).toEqual(['change 2 {"completed":true}', 'change 3 {"completed":true}']); // one task, one at a time
    await server.refuse();
    expect(one('zwei').completed).toBe(false);
    expect(one('three').completed).toBe(true);
    expect(failures).toEqual([['notChanged', 'two', 'unreachable']]);
    expect(refetch).toHaveBeenCalled();
  });

  it('is not undone by a list that was fetched meanwhile', async () => {
    store.change(one('two'), { completed: true });
    list = [...server.tasks]; // fetched, and older than the write
    expect(one('two').completed).toBe(true);
  });
});

describe('a deletion', () => {
  it('hides the task, and can be taken back', async () => {
    const task = one('two');

    store.remove(task);
    expect(titles()).toEqual(['three', 'one']);
    expect(store.restore(task)).toBe(true);
    expect(titles()).toEqual(['three', 'two', 'one']);
    await store.send(task); // its time is over, but there is nothing to send any more
    expect(server.asked).toEqual([]);
  });

  it('survives a list that is fetched before it is sent', () => {
    store.remove(one('two'));
    list = [...server.tasks];
    expect(titles()).toEqual(['three', 'one']);
  });

  it('is sent, and then cannot be taken back', async () => {
    const task = one('two');

    store.remove(task);
    const sent = store.send(task);

    await settled();
    expect(store.restore(task)).toBe(false);
    await server.answer();
    await sent;
    expect(titles()).toEqual(['three', 'one']);
    expect(list).toHaveLength(2);
  });

  it('brings the task back when the server refuses', async () => {
    const task = one('two');

    store.remove(task);
    void store.send(task);
    await settled();
    await server.refuse(new Problem('server'));
    expect(titles()).toEqual(['three', 'two', 'one']);
    expect(failures).toEqual([['notDeleted', 'two', 'server']]);
  });

  it('does not complain when another client was quicker', async () => {
    const task = one('two');

    store.remove(task);
    void store.send(task);
    await settled();
    await server.refuse(new Problem('gone'));
    expect(failures).toEqual([]);
    expect(refetch).toHaveBeenCalled();
  });

  it('comes after the changes that were made before it', async () => {
    const task = one('two');

    store.change(task, { completed: true });
    store.remove(task);
    void store.send(task);
    await settled();
    expect(server.asked).toEqual(['change 2 {"completed":true}']);
    await server.answer();
    expect(server.asked).toEqual(['remove 2']);
  });

  it('is sent by leaving the page', () => {
    store.remove(one('two'));
    store.remove(one('one'));
    store.leave();
    expect(server.left).toEqual([2, 1]);
    expect(store.removed).toEqual([]);
  });

  it('is sent with all the others when one signs out', async () => {
    store.remove(one('two'));
    store.remove(one('one'));
    const sent = store.sendAll();

    await settled();
    expect(server.asked).toEqual(['remove 2', 'remove 1']);
    await server.answer();
    await server.answer();
    await sent;
    expect(titles()).toEqual(['three']);
  });
});

describe('leaving the page', () => {
  it('would lose what the server has not confirmed', async () => {
    expect(store.unsaved).toBe(false);
    store.change(one('two'), { completed: true });
    expect(store.unsaved).toBe(true);
    await settled();
    await server.answer();
    expect(store.unsaved).toBe(false);
    store.add('four', 'u');
    expect(store.unsaved).toBe(true);
    await settled();
    await server.refuse();
    expect(store.unsaved).toBe(false);
  });

  it('would not lose a deletion', () => {
    store.remove(one('two'));
    expect(store.unsaved).toBe(false);
  });
});

describe('what is seen', () => {
  it('is the same array while nothing changes', () => {
    expect(store.tasks(list)).toBe(store.tasks(list));
    const before = store.tasks(list);

    store.change(one('two'), { completed: true });
    expect(store.tasks(list)).not.toBe(before);
    expect(store.tasks(list)).toBe(store.tasks(list));
  });

  it('tells its listeners, until they have had enough', () => {
    const listener = vi.fn();
    const stop = store.subscribe(listener);

    store.change(one('two'), { completed: true });
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
    store.change(one('two'), { completed: false });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('has the later change of two above the earlier', () => {
    const change = (values: TaskChange) => ({ kind: 'change' as const, id: 1, change: values });

    expect(
      overlay([aTask()], [change({ title: 'a', completed: true }), change({ title: 'b' })]),
    ).toEqual([aTask({ title: 'b', completed: true })]);
  });
});
