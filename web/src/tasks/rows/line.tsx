// One line of a list, whatever it is.

import type { DragEvent } from 'react';
import { keyOf, useTaskState, type Task } from '../../api';
import type { Group } from './arrange';
import type { RowData } from './context';
import { AddHere, GroupHead, MoreHere } from './group-head';
import { useHeld } from './held';
import type { Item } from './items';
import { Row, type RowActions } from './row';
import type { Target } from './use-drag';

export interface LineContext {
  data: RowData;
  showList?: boolean;
  timeOnly?(group: Group): boolean;
  excerpt?(task: Task): string | null;
  actions: RowActions;
  current: string | null;
  chosen: ReadonlySet<string>;
  opened: string | null;
  offline: boolean; // what is not sent yet is marked
  hrefOf(task: Task): string;
  movable: boolean;
  target: Target | null;
  over(item: Item, event: DragEvent): void;
  toggleGroup(group: Group): void;
  measure(element: HTMLElement | null): void;
}

interface Props {
  item: Item;
  at: number; // among all lines
  index: number; // among the rows
  context: LineContext;
}

function RowLine({ item, index, context }: Props & { item: Extract<Item, { is: 'row' }> }) {
  const { data, target, chosen, current, opened, offline } = context;
  const { task, group, depth } = item;
  const state = useHeld().get(task.id);
  const unsent = useTaskState(task.id) !== 'saved' && offline;

  return (
    <Row
      item={item}
      index={index}
      href={context.hrefOf(task)}
      current={current === item.key}
      chosen={chosen.has(item.key)}
      opened={opened !== null && keyOf(Number(opened)) === keyOf(task.id)}
      now={data.now}
      parts={depth ? null : (data.counts.get(task.id) ?? null)}
      list={
        context.showList && !depth
          ? task.list_id === null
            ? null
            : data.lists.get(task.list_id)
          : undefined
      }
      timeOnly={context.timeOnly?.(group) ?? false}
      unsent={unsent}
      state={state}
      movable={context.movable && !depth && !group.fold}
      edge={target?.key === item.key ? target.edge : undefined}
      excerpt={context.excerpt?.(task) ?? null}
      actions={context.actions}
    />
  );
}

export function Line(props: Props) {
  const { item, at, context } = props;
  const edge = item.is !== 'row' && context.target?.key === item.key ? context.target.edge : null;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop; keys have another way
    <div
      role="presentation"
      className={`line-of-${item.is}`}
      data-index={at}
      ref={context.measure}
      {...(edge ? { 'data-edge': edge } : {})}
      onDragOver={(event) => context.over(item, event)}
      onDragEnter={(event) => context.over(item, event)}
    >
      {item.is === 'row' ? (
        <RowLine {...props} item={item} />
      ) : item.is === 'head' ? (
        <GroupHead
          group={item.group}
          folded={item.folded}
          toggle={() => context.toggleGroup(item.group)}
        />
      ) : item.is === 'add' ? (
        <AddHere group={item.group} />
      ) : (
        <MoreHere more={item.group.more!} />
      )}
    </div>
  );
}
