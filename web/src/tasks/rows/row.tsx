// One task in one line. The circle completes it, everything else opens it.

import { memo, type MouseEvent } from 'react';
import type { List, Task } from '../../api';
import { Dial } from './dial';
import type { RowItem } from './items';
import { Actions, Grip } from './row-actions';
import { RowMeta, type Parts } from './row-meta';
import { useRowName } from './row-name';
import { RowTitle } from './row-title';
import type { Edge } from './use-drag';
import { useSwipe } from './use-swipe';

export interface RowActions {
  focus(key: string): void;
  press(item: RowItem, event: MouseEvent): void; // opens it, or chooses it
  choose(key: string): void;
  complete(task: Task, done: boolean): void;
  fold(task: Task): void;
  pick(what: 'date' | 'more', item: RowItem): void;
  drag(item: RowItem, event: React.DragEvent): void;
  dragEnd(): void;
}

export interface RowProps {
  item: RowItem;
  index: number; // among all rows, for a screen reader
  href: string;
  current: boolean; // the one that Tab leads to
  chosen: boolean;
  opened: boolean;
  now: Date;
  parts: Parts | null;
  list: List | null | undefined;
  timeOnly: boolean;
  unsent: boolean;
  state: 'held' | 'leaving' | undefined;
  movable: boolean;
  edge: Edge | undefined;
  excerpt: string | null;
  actions: RowActions;
}

function attributes({ item, chosen, opened, edge }: RowProps) {
  return {
    ...(item.task.completed ? { 'data-done': '' } : {}),
    ...(chosen || opened ? { 'data-selected': '' } : {}),
    ...(edge ? { 'data-edge': edge } : {}),
  };
}

export const Row = memo(function Row(props: RowProps) {
  const { item, index, href, current, chosen, state, movable, excerpt, actions } = props;
  const { task, key, depth } = item;
  const name = useRowName(props);
  const title = (
    <RowTitle title={task.title} href={href} open={(event) => actions.press(item, event)} />
  );
  const swipe = useSwipe({
    onComplete: () => actions.complete(task, !task.completed),
    onDate: () => actions.pick('date', item),
    onHold: () => actions.choose(key),
  });

  return (
    <div className="row-frame" {...(state === 'leaving' ? { 'data-leaving': '' } : {})}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys */}
      <div
        id={key}
        role="row"
        aria-rowindex={index + 1}
        aria-selected={chosen}
        aria-label={name}
        tabIndex={current ? 0 : -1}
        className={depth ? 'row row-sub' : 'row'}
        {...attributes(props)}
        {...swipe}
        onFocus={() => actions.focus(key)}
        onClick={(event) => actions.press(item, event)}
      >
        <div role="gridcell" className="row-cell">
          {movable ? <Grip {...props} /> : null}
          <Dial
            task={task}
            completing={state !== undefined}
            tabIndex={-1}
            change={(done) => actions.complete(task, done)}
          />
          <div className="row-main">
            {excerpt ? (
              <span className="row-stack">
                {title}
                <span className="excerpt" dir="auto">
                  {excerpt}
                </span>
              </span>
            ) : (
              title
            )}
            <RowMeta
              {...props}
              task={task}
              unfolded={item.unfolded}
              fold={() => actions.fold(task)}
            />
          </div>
          <Actions {...props} />
        </div>
      </div>
    </div>
  );
});
