// Chooses the list of a task and, where it has some, the section; or makes a new list.

import { Inbox, Plus } from 'lucide-react';
import { act, useLists, type List } from '../../api';
import { dotClass } from '../../shell/colours';
import { text, useText } from '../../text';
import { FindList, type Found } from './find-list';
import { hasText, plainText } from './plain-text';

export interface ListPlace {
  list_id: number | null;
  section_id: number | null;
}

interface Props {
  value: ListPlace | null; // null: several tasks, in several lists
  onChange(place: ListPlace): void;
}

const NEW = 'new';
const NAME_MOST = 100;

const idOf = ({ list_id, section_id }: ListPlace) => `${list_id ?? ''}/${section_id ?? ''}`;

function placeOf(id: string): ListPlace {
  const [list, section] = id.split('/').map((part) => (part ? Number(part) : null));

  return { list_id: list ?? null, section_id: section ?? null };
}

function entriesOf({ id, name, color, sections }: List): Found[] {
  return [
    {
      id: idOf({ list_id: id, section_id: null }),
      name,
      content: (
        <>
          <i className={dotClass(color)} />
          <span dir="auto">{name}</span>
        </>
      ),
    },
    ...sections.map((section) => ({
      id: idOf({ list_id: id, section_id: section.id }),
      name: text().pickers.inSection(name, section.name),
      content: (
        <span className="find-inner" dir="auto">
          {section.name}
        </span>
      ),
    })),
  ];
}

export function ListPicker({ value, onChange }: Props) {
  const t = useText();
  const lists = useLists().filter(({ archived }) => !archived);
  const inbox: Found = {
    id: idOf({ list_id: null, section_id: null }),
    name: t.pickers.inbox,
    content: (
      <>
        <Inbox className="icon" aria-hidden="true" />
        {t.pickers.inbox}
      </>
    ),
  };
  const all = [inbox, ...lists.flatMap(entriesOf)];
  const isThere = (name: string) => lists.some((list) => plainText(list.name) === plainText(name));
  const made = (name: string): Found => ({
    id: NEW + name,
    name: t.pickers.createList(name),
    content: (
      <>
        <Plus className="icon" aria-hidden="true" />
        <span dir="auto">{t.pickers.createList(name)}</span>
      </>
    ),
  });

  function choose(id: string) {
    if (!id.startsWith(NEW)) return onChange(placeOf(id));
    onChange({ list_id: act.createList({ name: id.slice(NEW.length) }).id, section_id: null });
  }

  return (
    <FindList
      label={t.pickers.list}
      field={t.pickers.findList}
      most={NAME_MOST}
      find={(typed) => [
        ...all.filter(({ name }) => hasText(name, typed)),
        ...(typed && !isThere(typed) ? [made(typed)] : []),
      ]}
      chosen={value ? [idOf(value)] : []}
      none={t.pickers.noList}
      choose={choose}
    />
  );
}
