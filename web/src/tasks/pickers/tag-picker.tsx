// Chooses tags: those that are in use, or a new one.

import { Hash, Plus } from 'lucide-react';
import { useTags } from '../../api';
import { useText } from '../../text';
import { FindList, type Found } from './find-list';
import { hasText, plainText } from './plain-text';

interface Props {
  value: readonly string[];
  onChange(tags: string[]): void;
}

const NEW = 'new ';
const TAG = 'tag ';
const TAGS_MOST = 20;
const NAME_MOST = 50;

const bare = (typed: string) => typed.replace(/^#+/, '').trim();

function entryOf(name: string): Found {
  return {
    id: TAG + name,
    name,
    content: (
      <>
        <Hash className="icon" aria-hidden="true" />
        <span dir="auto">{name}</span>
      </>
    ),
  };
}

export function TagPicker({ value, onChange }: Props) {
  const t = useText();
  const used = useTags().map(({ name }) => name);
  const names = [...value, ...used.filter((name) => !value.includes(name))];
  const full = value.length >= TAGS_MOST;
  const isThere = (typed: string) => names.some((name) => plainText(name) === plainText(typed));

  function made(name: string): Found {
    const words = t.pickers.createTag(name);

    return {
      id: NEW + name,
      name: words,
      content: (
        <>
          <Plus className="icon" aria-hidden="true" />
          <span dir="auto">{words}</span>
        </>
      ),
    };
  }

  function find(typed: string): Found[] {
    const name = bare(typed);
    const known = (full ? value : names).filter((one) => hasText(one, name)).map(entryOf);

    return name && !full && !isThere(name) ? [...known, made(name)] : known;
  }

  function choose(id: string) {
    const name = id.slice(TAG.length);

    onChange(value.includes(name) ? value.filter((one) => one !== name) : [...value, name]);
  }

  return (
    <FindList
      label={t.pickers.tags}
      field={t.pickers.findTag}
      most={NAME_MOST}
      find={find}
      chosen={value.map((name) => TAG + name)}
      several
      none={full ? t.pickers.tooManyTags : t.pickers.noTags}
      choose={choose}
    />
  );
}
