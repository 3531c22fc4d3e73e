// A list of tasks in groups: a grid of one column, with one stop for Tab.

import { Suspense } from 'react';
import { act, useSync, type Task } from '../../api';
import type { Group } from './arrange';
import { BulkBar } from './menus/bulk-bar';
import type { RowData } from './context';
import { complete } from './held';
import { rowsOf } from './items';
import { Line, type LineContext } from './line';
import { useRows } from './use-rows';
import { later } from '../../shell/later';

const PickMenu = later(() => import('./menus/pick-menu'));

export interface RowsProps {
  label: string;
  view: string; // under this name the browser keeps what is folded
  groups: readonly Group[];
  data: RowData;
  showList?: boolean;
  timeOnly?(group: Group): boolean;
  byHand?: boolean;
  excerpt?(task: Task): string | null;
}

function Chosen({ state }: { state: ReturnType<typeof useRows> }) {
  const { chosen, selection, pick } = state;
  const allDone = chosen.every(({ completed }) => completed);

  if (chosen.length === 0) return null;
  return (
    <BulkBar
      count={chosen.length}
      allDone={allDone}
      complete={() => {
        complete(chosen, !allDone);
        selection.clear();
      }}
      pick={(what, at) => pick(what, at, chosen)}
      remove={() => {
        act.remove(chosen.map(({ id }) => id));
        selection.clear();
      }}
      clear={selection.clear}
    />
  );
}

function Lines({ state, look }: { state: ReturnType<typeof useRows>; look: LineContext }) {
  const { items, shown } = state;
  let index = rowsOf(items.slice(0, shown.from)).length;

  return (
    <>
      {shown.before > 0 ? <div style={{ height: shown.before }} /> : null}
      {items.slice(shown.from, shown.to).map((item, i) => (
        <Line
          key={item.key}
          item={item}
          at={shown.from + i}
          index={item.is === 'row' ? index++ : 0}
          context={look}
        />
      ))}
      {shown.after > 0 ? <div style={{ height: shown.after }} /> : null}
    </>
  );
}

export function Rows({ label, view, groups, data, byHand = false, ...look }: RowsProps) {
  const state = useRows({ view, groups, data, byHand });
  const offline = ['offline', 'away'].includes(useSync().state);
  const { place, rows, grid, drag, selection, picking } = state;

  if (state.items.length === 0) return null;
  return (
    <>
      <div
        ref={place}
        role="grid"
        className="rows"
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={rows.length}
        onKeyDown={grid.onKeyDown}
        onBlur={grid.onBlur}
        onDrop={drag.dropped}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node)) drag.leave();
        }}
      >
        <Lines
          state={state}
          look={{
            ...look,
            data,
            offline,
            actions: state.actions,
            current: grid.current,
            chosen: selection.chosen,
            opened: state.opened,
            hrefOf: state.hrefOf,
            movable: byHand || groups.some(({ change }) => change),
            target: drag.target,
            over: drag.over,
            toggleGroup: state.toggleGroup,
            measure: state.shown.measure,
          }}
        />
      </div>
      {state.follower}
      <Chosen state={state} />
      {picking ? (
        <Suspense>
          <PickMenu
            key={picking.what}
            picking={picking}
            close={state.closePicking}
            then={state.then}
          />
        </Suspense>
      ) : null}
    </>
  );
}
