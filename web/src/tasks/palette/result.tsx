// One result of the palette.

import { Inbox } from 'lucide-react';
import { isMac, keycaps, strokesOf } from '../../shell/keys';
import { DialPicture } from '../rows/dial';
import type { Found } from './item';
import { parts } from './ranges';

function Caps({ id }: { id: Parameters<typeof strokesOf>[0] }) {
  return (
    <span className="kbds desk-only" aria-hidden="true">
      {keycaps(strokesOf(id)[0]!, isMac())
        .flat()
        .map((cap) => (
          <kbd key={cap} className="kbd">
            {cap}
          </kbd>
        ))}
    </span>
  );
}

function Mark({ item }: Found) {
  const Icon = item.icon;

  if (item.dial)
    return (
      <span data-priority={item.dial === 'none' ? undefined : item.dial}>
        <DialPicture />
      </span>
    );
  if (item.dot) return <i className={item.dot} />;
  return Icon ? <Icon className="icon" aria-hidden="true" /> : null;
}

interface Props {
  found: Found;
  id: string;
  chosen: boolean;
  onPoint(): void;
  onRun(): void;
}

export function Result({ found, id, chosen, onPoint, onRun }: Props) {
  const { item, ranges } = found;

  return (
    // The keys are those of the field above, which keeps the focus.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      className="cmd-item"
      role="option"
      id={id}
      aria-selected={chosen}
      tabIndex={-1}
      data-done={item.done || undefined}
      onPointerMove={onPoint}
      onClick={onRun}
    >
      <Mark {...found} />
      <span className="name" dir="auto">
        {parts(item.name, ranges).map((part) =>
          part.marked ? (
            <mark key={part.start}>{part.text}</mark>
          ) : (
            <span key={part.start}>{part.text}</span>
          ),
        )}
      </span>
      {item.where ? (
        <span className="where">
          {item.where.dot ? (
            <i className={item.where.dot} />
          ) : (
            <Inbox className="icon icon-sm" aria-hidden="true" />
          )}
          <span dir="auto">{item.where.name}</span>
        </span>
      ) : null}
      {item.strokes ? <Caps id={item.strokes} /> : null}
    </div>
  );
}
