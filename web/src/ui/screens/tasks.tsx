import { useRef } from 'react';
import { AddTask } from '../components/add-task';
import { AppLayout } from '../components/app-layout';
import { SessionGate } from '../components/session-gate';
import { Skeleton } from '../components/task-row';
import { TaskTools } from '../components/task-tools';
import { TasksHead } from '../components/tasks-head';
import { messages } from '../lib/messages';
import { workspaceOf } from '../lib/workspace';
import { TaskBoard } from './task-board';

const nothing = () => undefined;

// The page before the tasks are known, with everything in its place.
function Waiting() {
  const field = useRef<HTMLInputElement>(null);

  return (
    <>
      <title>{messages.title(messages.tasks.title)}</title>
      <TasksHead left="" />
      <AddTask ready={false} add={nothing} field={field} />
      <TaskTools
        ready={false}
        counts={null}
        filter="all"
        setFilter={nothing}
        search=""
        setSearch={nothing}
        field={field}
      />
      <Skeleton />
    </>
  );
}

export function TasksScreen() {
  return (
    <AppLayout>
      <SessionGate waiting={<Waiting />}>
        {({ user }) => <TaskBoard key={user.id} workspace={workspaceOf(user.id)} />}
      </SessionGate>
    </AppLayout>
  );
}
