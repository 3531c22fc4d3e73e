// What shows beside a row under the pointer.

import { Calendar, Ellipsis, GripVertical } from 'lucide-react';
import { useText } from '../../text';
import type { RowProps } from './row';

export function Actions({ item, actions }: Pick<RowProps, 'item' | 'actions'>) {
  const t = useText();

  return (
    <span className="row-actions">
      <button
        type="button"
        className="btn btn-icon btn-sm"
        tabIndex={-1}
        aria-label={t.rows.setDate}
        title={t.rows.setDate}
        onClick={() => actions.pick('date', item)}
      >
        <Calendar className="icon" aria-hidden="true" />
      </button>
      <button
        type="button"
        className="btn btn-icon btn-sm"
        tabIndex={-1}
        aria-label={t.rows.more}
        title={t.rows.more}
        aria-haspopup="menu"
        onClick={() => actions.pick('more', item)}
      >
        <Ellipsis className="icon" aria-hidden="true" />
      </button>
    </span>
  );
}

export function Grip({ item, actions }: Pick<RowProps, 'item' | 'actions'>) {
  return (
    <span
      className="grip"
      draggable
      aria-hidden="true"
      onDragStart={(event) => actions.drag(item, event)}
      onDragEnd={actions.dragEnd}
    >
      <GripVertical className="icon icon-sm" />
    </span>
  );
}
