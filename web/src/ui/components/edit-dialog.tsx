// Loaded when the first task is edited.

import { Button } from '@heroui/react/button';
import { FieldError } from '@heroui/react/field-error';
import { Form } from '@heroui/react/form';
import { Input } from '@heroui/react/input';
import { Label } from '@heroui/react/label';
import { Modal } from '@heroui/react/modal';
import { TextArea } from '@heroui/react/textarea';
import { TextField } from '@heroui/react/textfield';
import { useId, type FormEvent, type KeyboardEvent } from 'react';
import type { Task, TaskChange } from '../lib/api';
import { messages } from '../lib/messages';
import { lookAgain } from './fields';
import { judgeNotes, judgeTags, judgeTitle, readTags } from '../lib/rules';

interface EditProps {
  task: Task;
  save(task: Task, change: TaskChange): void;
  remove(task: Task): void;
  close(): void;
}

const PRIORITIES: readonly Task['priority'][] = ['none', 'low', 'medium', 'high'];

// The fields in which the form differs from the task.
export function changeOf(task: Task, values: FormData): TaskChange {
  const text = (name: string) => String(values.get(name) ?? '');
  const wanted: Required<TaskChange> = {
    title: text('title').trim(),
    description: text('notes').replaceAll('\r\n', '\n') || null,
    due_date: text('due') || null,
    priority: text('priority') as Task['priority'],
    tags: readTags(text('tags')),
    completed: values.get('done') === 'on',
  };

  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(task[name as keyof TaskChange]),
    ),
  );
}

// Enter is a new line in the notes; with Ctrl it saves, as it does elsewhere.
function submitByKey(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
    event.currentTarget.form?.requestSubmit();
}

function Fields({ task }: { task: Task }) {
  const due = useId();
  const priority = useId();

  return (
    <div className="fields">
      <TextField name="title" defaultValue={task.title} isRequired validate={judgeTitle} autoFocus>
        <Label>{messages.edit.name}</Label>
        <Input autoComplete="off" enterKeyHint="done" onInput={lookAgain} />
        <div className="below">
          <FieldError />
        </div>
      </TextField>
      <TextField name="notes" defaultValue={task.description ?? ''} validate={judgeNotes}>
        <Label>{messages.edit.notes}</Label>
        <TextArea className="input" rows={4} onInput={lookAgain} onKeyDown={submitByKey} />
        <div className="below">
          <FieldError />
        </div>
      </TextField>
      <div className="pair">
        <div className="textfield">
          <label className="label" htmlFor={due}>
            {messages.edit.due}
          </label>
          <input
            id={due}
            className="native"
            type="date"
            name="due"
            max="9999-12-31"
            defaultValue={task.due_date ?? ''}
          />
        </div>
        <div className="textfield">
          <label className="label" htmlFor={priority}>
            {messages.edit.priority}
          </label>
          <select id={priority} className="native" name="priority" defaultValue={task.priority}>
            {PRIORITIES.map((each) => (
              <option key={each} value={each}>
                {messages.tasks.priority[each]}
              </option>
            ))}
          </select>
        </div>
      </div>
      <TextField name="tags" defaultValue={task.tags.join(', ')} validate={judgeTags}>
        <Label>{messages.edit.tags}</Label>
        <Input autoComplete="off" autoCapitalize="none" onInput={lookAgain} />
        <div className="below">
          <FieldError />
          <p className="hint">{messages.edit.tagsHint}</p>
        </div>
      </TextField>
      <label className="check">
        <input type="checkbox" name="done" defaultChecked={task.completed} />
        {messages.edit.done}
      </label>
    </div>
  );
}

export default function EditDialog({ task, save, remove, close }: EditProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const change = changeOf(task, new FormData(event.currentTarget));

    if (Object.keys(change).length) save(task, change);
    close();
  }

  return (
    <Modal.Backdrop isOpen onOpenChange={(open) => open || close()}>
      <Modal.Container size="lg" scroll="outside">
        <Modal.Dialog>
          <Modal.CloseTrigger aria-label={messages.app.close} />
          <Modal.Header>
            <Modal.Heading>{messages.edit.title}</Modal.Heading>
          </Modal.Header>
          <Modal.Body>
            <Form method="post" onSubmit={submit}>
              <Fields task={task} />
              <div className="dialog-buttons">
                <Button
                  variant="danger-soft"
                  className="first"
                  onPress={() => {
                    close();
                    remove(task);
                  }}
                >
                  {messages.edit.delete}
                </Button>
                <Button variant="tertiary" onPress={close}>
                  {messages.app.cancel}
                </Button>
                <Button type="submit">{messages.app.save}</Button>
              </div>
            </Form>
          </Modal.Body>
        </Modal.Dialog>
      </Modal.Container>
    </Modal.Backdrop>
  );
}
