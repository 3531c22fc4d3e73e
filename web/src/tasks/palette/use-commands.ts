// What can be done from everywhere.

import {
  ArrowDownToLine,
  ArrowUpFromLine,
  Keyboard,
  Languages,
  ListPlus,
  LogOut,
  Monitor,
  Moon,
  Plus,
  Settings,
  Sun,
  Undo2,
} from 'lucide-react';
import { useMemo } from 'react';
import { undo } from '../../api';
import { announce } from '../../shell/announce';
import { addTask, openOverlay } from '../../shell/overlay';
import { useGo } from '../../shell/place';
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, useText } from '../../text';
import { preferences, type Theme } from '../../ui/lib/preferences';
import { signOut } from '../../shell/sign-out';
import { EXPORTS } from '../transfer/formats';
import { download } from '../transfer/download';
import type { Icon, Item } from './item';

const THEMES: readonly [Theme, Icon][] = [
  ['light', Sun],
  ['dark', Moon],
  ['system', Monitor],
];

async function undoLast(nothing: string): Promise<void> {
  announce((await undo()) ?? nothing);
}

export function useCommands(): Item[] {
  const t = useText().palette;
  const go = useGo();

  return useMemo(
    () => [
      { id: 'add', name: t.commands.add, icon: Plus, strokes: 'add', run: () => addTask() },
      {
        id: 'undo',
        name: t.commands.undo,
        icon: Undo2,
        strokes: 'undo',
        run: () => void undoLast(t.nothingToUndo),
      },
      {
        id: 'new-list',
        name: t.commands.newList,
        icon: ListPlus,
        run: () => openOverlay({ is: 'lists' }),
      },
      {
        id: 'settings',
        name: t.commands.settings,
        hidden: t.hidden.settings,
        icon: Settings,
        run: () => go('/account'),
      },
      {
        id: 'keys',
        name: t.commands.keys,
        icon: Keyboard,
        strokes: 'help',
        run: () => openOverlay({ is: 'keys' }),
      },
      ...THEMES.map(
        ([theme, icon]): Item => ({
          id: `theme-${theme}`,
          name: t.themes[theme],
          hidden: t.hidden.theme,
          icon,
          run: () => preferences.set({ theme }),
        }),
      ),
      ...LANGUAGES.map(
        (language): Item => ({
          id: `language-${language}`,
          name: t.language(LANGUAGE_NAMES[language]),
          hidden: t.hidden.language,
          icon: Languages,
          run: () => chooseLanguage(language),
        }),
      ),
      {
        id: 'import',
        name: t.commands.import,
        icon: ArrowDownToLine,
        run: () => openOverlay({ is: 'transfer' }),
      },
      ...EXPORTS.map(
        (format): Item => ({
          id: `export-${format}`,
          name: t.export(format.toUpperCase()),
          icon: ArrowUpFromLine,
          run: () => void download(format),
        }),
      ),
      {
        id: 'sign-out',
        name: t.commands.signOut,
        icon: LogOut,
        run: () => void signOut(),
      },
    ],
    [t, go],
  );
}
