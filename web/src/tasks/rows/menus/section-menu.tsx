// What can be done with a section of a list.

import { ArrowDown, ArrowUp, Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { act, useLists, type Section } from '../../../api';
import { openListDialog } from '../../../shell/side/list-dialogs';
import { MenuButton } from '../../../shell/menu';
import { useText } from '../../../text';

export function SectionMenu({ section }: { section: Section }) {
  const t = useText();
  const list = useLists().find(({ sections }) => sections.some(({ id }) => id === section.id));

  if (!list) return null;
  const ids = list.sections.map(({ id }) => id);
  const at = ids.indexOf(section.id);

  return (
    <MenuButton
      label={t.rows.sectionOptions(section.name)}
      className="btn btn-quiet btn-icon btn-sm end"
      entries={[
        { id: 'rename', label: t.rows.renameSection, icon: Pencil },
        { id: 'up', label: t.rows.moveUp, icon: ArrowUp, disabled: at === 0 },
        { id: 'down', label: t.rows.moveDown, icon: ArrowDown, disabled: at === ids.length - 1 },
        { id: 'delete', label: t.rows.deleteSection, icon: Trash2, danger: true },
      ]}
      onAction={(id) => {
        if (id === 'rename') openListDialog({ is: 'section', list, section });
        else if (id === 'delete') act.removeSection(list.id, section.id);
        else if (id === 'up')
          act.reorderSection(list.id, section.id, {
            after: ids[at - 2] ?? null,
            before: ids[at - 1]!,
          });
        else
          act.reorderSection(list.id, section.id, {
            after: ids[at + 1]!,
            before: ids[at + 2] ?? null,
          });
      }}
    >
      <Ellipsis className="icon" aria-hidden="true" />
    </MenuButton>
  );
}
