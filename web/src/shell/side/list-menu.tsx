// What can be done with a list.

import { Archive, ArchiveRestore, Ellipsis, Palette, Pencil, Trash2 } from 'lucide-react';
import { act, type List } from '../../api';
import { useText } from '../../text';
import { openListDialog } from './list-dialogs';
import { MenuButton } from '../menu';

interface Props {
  list: List;
  excludeFromTab?: boolean;
  className?: string;
}

export function ListMenu({ list, ...rest }: Props) {
  const t = useText();

  return (
    <MenuButton
      label={t.shell.listOptions(list.name)}
      {...rest}
      entries={[
        { id: 'edit', label: t.shell.renameList, icon: Pencil },
        { id: 'colour', label: t.shell.colourList, icon: Palette },
        list.archived
          ? { id: 'archive', label: t.shell.unarchiveList, icon: ArchiveRestore }
          : { id: 'archive', label: t.shell.archiveList, icon: Archive },
        { id: 'delete', label: t.shell.deleteList, icon: Trash2, danger: true },
      ]}
      onAction={(id) => {
        if (id === 'archive') act.updateList(list.id, { archived: !list.archived });
        else if (id === 'delete') openListDialog({ is: 'delete', list });
        else openListDialog({ is: 'edit', list });
      }}
    >
      <Ellipsis className="icon" aria-hidden="true" />
    </MenuButton>
  );
}
