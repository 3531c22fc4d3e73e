import { Kbd } from '@heroui/react/kbd';
import { Plus } from 'lucide-react';
import { useState, type FormEvent, type RefObject } from 'react';
import { messages } from '../lib/messages';
import { judgeTitle } from '../lib/rules';
import { usePreferences } from './hooks';

interface AddProps {
  ready: boolean;
  add(title: string): void;
  field: RefObject<HTMLInputElement | null>;
}

export function AddTask({ ready, add, field }: AddProps) {
  const [title, setTitle] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { singleKeys } = usePreferences();
  const empty = title.trim() === '';

  function send(event: FormEvent) {
    event.preventDefault();
    if (empty) return;
    const wrong = judgeTitle(title);

    setProblem(wrong);
    if (wrong) return;
    add(title.trim());
    setTitle('');
    field.current?.focus(); // the next one
  }

  return (
    <form method="post" onSubmit={send}>
      <div className="add">
        <Plus aria-hidden="true" />
        <input
          ref={field}
          disabled={!ready}
          value={title}
          onChange={(event) => {
            setTitle(event.target.value);
            setProblem(null);
          }}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          placeholder={messages.tasks.add}
          aria-label={messages.tasks.addLabel}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? 'add-problem' : undefined}
          autoComplete="off"
          enterKeyHint="done"
        />
        <span className="end">
          {empty ? (
            singleKeys ? (
              <Kbd aria-hidden="true">N</Kbd>
            ) : null
          ) : (
            <button type="submit" className="go">
              {messages.tasks.addButton}
            </button>
          )}
        </span>
      </div>
      {problem ? (
        <p className="add-problem" id="add-problem" role="alert">
          {problem}
        </p>
      ) : null}
    </form>
  );
}
