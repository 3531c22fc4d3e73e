// All that a list of tasks does: what is folded, chosen, focused, dragged, and which menu is open.

import { useMemo, useRef, useState, type MouseEvent } from 'react';
import type { Task } from '../../api';
import { useGo, usePlace, withQuery } from '../../shell/place';
import type { Group } from './arrange';
import type { RowData } from './context';
import { useFolding } from './folding';
import { complete } from './held';
import { itemsOf, rowsOf, type RowItem } from './items';
import type { Picking } from './menus/pick-menu';
import type { Pick, Then } from './menus/picks';
import { put, step } from './reorder';
import type { RowActions } from './row';
import { useSelection } from './selection';
import { useDrag } from './use-drag';
import { useGrid } from './use-grid';
import { useRowKeys } from './use-row-keys';
import { useWindow } from './use-window';

interface Options {
  view: string;
  groups: readonly Group[];
  data: RowData;
  byHand: boolean;
}

const OWN = '.check, button, .row-address'; // they have a press of their own

export function useRows({ view, groups, data, byHand }: Options) {
  const go = useGo();
  const address = usePlace();
  const place = useRef<HTMLDivElement>(null);
  const folding = useFolding(view);
  const items = useMemo(() => itemsOf(groups, data.parts, folding), [groups, data.parts, folding]);
  const rows = useMemo(() => rowsOf(items), [items]);
  const keys = useMemo(() => rows.map(({ key }) => key), [rows]);
  const selection = useSelection(keys);
  const { shown, follower } = useWindow(items, place);
  const reveal = (key: string) => shown.reveal(items.findIndex((item) => item.key === key));
  const grid = useGrid({ rows, place, selection, reveal });
  const [picking, setPicking] = useState<Picking | null>(null);
  const order = { items, byHand };
  const drag = useDrag({
    items,
    rows,
    chosen: selection.chosen,
    drop: (ids, target) => put(ids, target, order),
  });
  const chosen = useMemo(
    () => rows.filter(({ key }) => selection.chosen.has(key)).map(({ task }) => task),
    [rows, selection.chosen],
  );
  const here = () => place.current?.contains(document.activeElement) ?? false;
  const current = (): RowItem | null => (here() ? (rows[grid.at] ?? null) : null);
  const hrefOf = (task: Task) => withQuery(address, { task: String(task.id) });
  const open = (task: Task) => go(hrefOf(task));
  const elementOf = (key: string | null) =>
    key === null ? null : place.current?.querySelector(`#${CSS.escape(key)}`);

  function pick(what: Pick, at: Element | null | undefined, tasks: readonly Task[]): boolean {
    if (!at || tasks.length === 0) return false;
    setPicking({ what, tasks, at });
    return true;
  }

  function press(item: RowItem, event: MouseEvent): void {
    const touched = event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType;

    if (event.defaultPrevented || (event.target as Element).closest(OWN)) return;
    event.preventDefault();
    if (event.shiftKey) {
      getSelection()?.removeAllRanges(); // which Shift makes as well
      selection.extendTo(item.key);
    } else if (event.ctrlKey || event.metaKey) selection.toggle(item.key);
    else if (selection.chosen.size && touched === 'touch') selection.toggle(item.key);
    else if (getSelection()?.isCollapsed !== false) open(item.task);
  }

  // What a menu leads to: another menu, when the first one has gone, or a step.
  function then(what: Then): void {
    const { tasks, at } = picking!;
    const item = rows.find(({ task }) => task.id === tasks[0]?.id);

    if (what === 'open') open(tasks[0]!);
    else if (what !== 'up' && what !== 'down') setTimeout(() => pick(what, at, tasks));
    else if (item) step(item, what === 'up' ? -1 : 1, order);
  }

  useRowKeys({
    order,
    current,
    chosen: () => chosen,
    stepBy: grid.stepBy,
    open,
    pick(what) {
      const one = current();

      return pick(what, elementOf(grid.current), chosen.length ? chosen : one ? [one.task] : []);
    },
    clear: selection.clear,
  });

  const latest = useRef({ press, pick, selection, chosen });

  latest.current = { press, pick, selection, chosen };
  const { drag: startDrag, dragEnd } = drag;
  const { focused } = grid;
  const actions = useMemo<RowActions>(
    () => ({
      focus: focused,
      press: (item, event) => latest.current.press(item, event),
      choose: (key) => latest.current.selection.toggle(key),
      complete: (task, done) => complete([task], done),
      fold: folding.toggleTask,
      pick(what, item) {
        const { chosen: all, selection: now } = latest.current;
        const tasks = now.chosen.has(item.key) ? all : [item.task];

        latest.current.pick(what, document.getElementById(item.key), tasks);
      },
      drag: startDrag,
      dragEnd,
    }),
    [focused, folding.toggleTask, startDrag, dragEnd],
  );

  return {
    place,
    items,
    rows,
    shown,
    follower,
    grid,
    drag,
    selection,
    chosen,
    picking,
    closePicking: () => setPicking(null),
    pick,
    then,
    actions,
    hrefOf,
    opened: address.query.get('task'),
    toggleGroup: folding.toggleGroup,
  };
}
