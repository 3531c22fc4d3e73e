// What is understood, as chips; pressing one corrects it.

import { Bell, Calendar, Hash, Repeat, X } from 'lucide-react';
import { useNow } from '../../shell/clock';
import { useText } from '../../text';
import {
  DatePicker,
  dateWords,
  PriorityPicker,
  ReminderPicker,
  remindersWords,
  RepeatPicker,
  repeatWords,
} from '../pickers';
import { DialPicture } from '../rows/dial';
import { Chip } from './chip';
import type { Draft } from './new-task';
import type { QuickAddState } from './use-quick-add';

interface Props {
  state: QuickAddState;
}

const dateOf = (draft: Draft) => ({
  due_date: draft.due_date ?? null,
  due_time: draft.due_time ?? null,
  time_zone: draft.time_zone ?? null,
  recurrence: draft.recurrence ?? null,
  recurrence_from: draft.recurrence_from ?? null,
});

function DateChip({ state }: Props) {
  const t = useText().quickAdd;
  const now = useNow();
  const value = dateOf(state.draft);

  return (
    <Chip
      label={t.date}
      className="date"
      icon={<Calendar className="icon" aria-hidden="true" />}
      words={value.due_date ? dateWords({ ...value, recurrence: null }, now) : null}
      pick={(close) => <DatePicker value={value} onChange={state.correct} onClose={close} />}
    />
  );
}

function PriorityChip({ state }: Props) {
  const t = useText().quickAdd;
  const level = state.draft.priority ?? 'none';

  return (
    <Chip
      label={t.priority}
      icon={
        <span data-priority={level === 'none' ? undefined : level}>
          <DialPicture />
        </span>
      }
      words={level === 'none' ? null : t.priorities[level]}
      pick={(close) => (
        <PriorityPicker
          value={level}
          onChange={(priority) => {
            state.correct({ priority });
            close();
          }}
        />
      )}
    />
  );
}

function TagChips({ state }: Props) {
  const t = useText().quickAdd;
  const tags = state.draft.tags ?? [];

  return tags.map((tag) => (
    <span key={tag} className="chip" data-set="">
      <Hash className="icon" aria-hidden="true" />
      <span dir="auto">{tag}</span>
      <button
        type="button"
        className="chip-x"
        aria-label={t.removeTag(tag)}
        onClick={() => state.correct({ tags: tags.filter((other) => other !== tag) })}
      >
        <X className="icon" aria-hidden="true" />
      </button>
    </span>
  ));
}

function ReminderChip({ state }: Props) {
  const t = useText().quickAdd;
  const value = {
    reminders: state.draft.reminders ?? [],
    due_date: state.draft.due_date ?? null,
    due_time: state.draft.due_time ?? null,
  };

  return (
    <Chip
      label={t.reminder}
      icon={<Bell className="icon" aria-hidden="true" />}
      words={
        value.reminders.length ? remindersWords(value.reminders, value.due_time !== null) : null
      }
      pick={() => (
        <ReminderPicker value={value} onChange={(reminders) => state.correct({ reminders })} />
      )}
    />
  );
}

function RepeatChip({ state }: Props) {
  const t = useText().quickAdd;
  const value = dateOf(state.draft);

  return (
    <Chip
      label={t.repeat}
      icon={<Repeat className="icon" aria-hidden="true" />}
      words={value.recurrence ? repeatWords(value) : null}
      pick={(close) => <RepeatPicker value={value} onChange={state.correct} back={close} alone />}
    />
  );
}

export function Chips({ state }: Props) {
  const t = useText().quickAdd;

  return (
    <div className="qa-chips chips" role="group" aria-label={t.understood}>
      <DateChip state={state} />
      <PriorityChip state={state} />
      <TagChips state={state} />
      <ReminderChip state={state} />
      <RepeatChip state={state} />
    </div>
  );
}
