// The tags, each with the way to take it off, and the way to add one.

import { Hash, Plus } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { act, type Task } from '../../api';
import { useText } from '../../text';
import { Chip } from '../../ui/chip';
import { Pop, TagPicker } from '../pickers';
import { Name } from './property';

export function TagsProperty({ task }: { task: Task }) {
  const t = useText();
  const { tags } = task;
  const set = (next: string[]) => act.update(task.id, { tags: next });

  return (
    <div className="prop">
      <Name icon={Hash} name={t.pickers.tags} />
      <dd className="chips">
        {tags.map((tag) => (
          <Chip
            key={tag}
            remove={{
              label: t.panel.removeTag(tag),
              run: () => set(tags.filter((one) => one !== tag)),
            }}
          >
            {`#${tag}`}
          </Chip>
        ))}
        <Pop
          label={t.pickers.tags}
          className="pick"
          trigger={
            <Button className="btn btn-quiet btn-icon btn-sm" aria-label={t.panel.addTag}>
              <Plus className="icon" aria-hidden="true" />
            </Button>
          }
        >
          {() => <TagPicker value={tags} onChange={set} />}
        </Pop>
      </dd>
    </div>
  );
}
