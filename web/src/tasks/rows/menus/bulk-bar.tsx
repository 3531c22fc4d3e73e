// What can be done with the chosen rows together.

import { Calendar, CircleCheck, Flag, FolderInput, Hash, Trash2, X } from 'lucide-react';
import { useText } from '../../../text';
import type { Pick } from './picks';

interface Props {
  count: number;
  allDone: boolean;
  complete(): void;
  pick(what: Pick, at: Element): void;
  remove(): void;
  clear(): void;
}

export function BulkBar({ count, allDone, complete, pick, remove, clear }: Props) {
  const t = useText();
  const picks = [
    ['date', Calendar, t.rows.setDate],
    ['move', FolderInput, t.rows.moveTo],
    ['tag', Hash, t.rows.setTag],
    ['priority', Flag, t.rows.setPriority],
  ] as const;

  return (
    <div className="bulk" role="toolbar" aria-label={t.rows.chosen(count)}>
      <span className="bulk-count">{t.rows.chosen(count)}</span>
      <button type="button" className="btn btn-quiet btn-sm" onClick={complete}>
        <CircleCheck className="icon" aria-hidden="true" />
        <span className="bulk-word">{allDone ? t.rows.reopenAll : t.rows.completeAll}</span>
      </button>
      {picks.map(([what, Icon, label]) => (
        <button
          key={what}
          type="button"
          className="btn btn-quiet btn-sm"
          aria-haspopup="menu"
          onClick={(event) => pick(what, event.currentTarget)}
        >
          <Icon className="icon" aria-hidden="true" />
          <span className="bulk-word">{label}</span>
        </button>
      ))}
      <button type="button" className="btn btn-danger-quiet btn-sm" onClick={remove}>
        <Trash2 className="icon" aria-hidden="true" />
        <span className="bulk-word">{t.rows.remove}</span>
      </button>
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-sm"
        aria-label={t.rows.clearChosen}
        title={t.rows.clearChosen}
        onClick={clear}
      >
        <X className="icon" aria-hidden="true" />
      </button>
    </div>
  );
}
