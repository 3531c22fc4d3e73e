// What the palette shows for a text.

import { Plus } from 'lucide-react';
import { useCallback } from 'react';
import { act, useTasks } from '../../api';
import { addTask } from '../../shell/overlay';
import { useGo, usePlace, withQuery } from '../../shell/place';
import { useText } from '../../text';
import { findItems, type Found, type Item } from './item';
import { wordsOf } from './match';
import { findTasks } from './tasks';
import { useCommands } from './use-commands';
import { useListNames, usePlaces } from './use-places';

export type Group = 'tasks' | 'places' | 'commands';

const MOST = { tasks: 8, places: 6, commands: 8 };
const ALL = 100;

export interface Results {
  group: Group;
  found: Found[];
}

export function useFind(): (query: string) => Results[] {
  const t = useText();
  const go = useGo();
  const place = usePlace();
  const tasks = useTasks();
  const places = usePlaces();
  const commands = useCommands();
  const whereOf = useListNames();

  return useCallback(
    (query: string) => {
      const words = wordsOf(query);
      const some = words.length > 0;
      const taskItems = findTasks(tasks, words, MOST.tasks).map(
        ({ task, ranges }): Found => ({
          ranges,
          item: {
            id: `task-${task.id}`,
            name: task.title,
            dial: task.priority,
            done: task.completed,
            where: whereOf(task.list_id),
            run: () => go(withQuery(place, { task: String(task.id) })),
            complete: () => act.complete(task.id, !task.completed),
          },
        }),
      );
      const addThis: Item = {
        id: 'add-this',
        name: t.palette.addThis(query.trim()),
        icon: Plus,
        run: () => addTask({ title: query.trim() }),
      };
      const found: Results[] = [
        { group: 'tasks', found: taskItems },
        { group: 'places', found: findItems(places, words, some ? MOST.places : ALL) },
        {
          group: 'commands',
          found: [
            ...findItems(commands, words, some ? MOST.commands : ALL),
            ...(some ? [{ item: addThis, ranges: [] }] : []),
          ],
        },
      ];

      return found.filter((group) => group.found.length > 0);
    },
    [tasks, places, commands, whereOf, go, place, t],
  );
}
