// Lists, sections and preferences as the person sees them.

import type { Id, List, Preferences, Section } from '../types';
import type { Body, Op } from './ops';
import { positionBelow } from './positions';

const defined = <T extends object>(members: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Partial<T>;

function newList(id: Id, at: string, lists: Iterable<List>, input: Partial<List>): List {
  return {
    name: '',
    color: null,
    position: positionBelow([...lists].map(({ position }) => position)),
    archived: false,
    open_count: 0,
    created_at: at,
    updated_at: at,
    revision: 0,
    sections: [],
    ...defined(input),
    id,
  };
}

function sectionsAfter(sections: readonly Section[], body: Body): Section[] {
  switch (body.op) {
    case 'create-section':
      return [
        ...sections,
        {
          position: positionBelow(sections.map(({ position }) => position)),
          ...defined(body.input),
          name: body.input.name.trim(),
          id: body.section,
        },
      ];
    case 'update-section':
      return sections.map((section) =>
        section.id === body.section ? { ...section, ...defined(body.change) } : section,
      );
    case 'remove-section':
      return sections.filter(({ id }) => id !== body.section);
    default:
      return [...sections];
  }
}

export const inOrder = <T extends { position: string; id: Id }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) =>
    a.position === b.position ? a.id - b.id : a.position < b.position ? -1 : 1,
  );

export function overlayLists(base: readonly List[], ops: readonly Op[]): readonly List[] {
  const lists = new Map(base.map((list) => [list.id, list]));

  for (const { body, at } of ops) {
    if (!('list' in body)) continue;
    const list = lists.get(body.list);

    if (body.op === 'create-list')
      lists.set(body.list, newList(body.list, at, lists.values(), body.input));
    else if (!list) continue;
    else if (body.op === 'update-list') lists.set(list.id, { ...list, ...defined(body.change) });
    else if (body.op === 'remove-list') lists.delete(list.id);
    else lists.set(list.id, { ...list, sections: inOrder(sectionsAfter(list.sections, body)) });
  }
  return inOrder([...lists.values()]);
}

export function overlayPreferences(
  base: Preferences | null,
  ops: readonly Op[],
): Preferences | null {
  let preferences = base;

  for (const { body } of ops)
    if (body.op === 'preferences' && preferences)
      preferences = { ...preferences, ...defined(body.change) };
  return preferences;
}
