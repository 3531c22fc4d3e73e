// The list that the task goes into.

import { Inbox } from 'lucide-react';
import { useLists } from '../../api';
import { dotClass } from '../../shell/colours';
import { useText } from '../../text';
import { ListPicker } from '../pickers';
import { Chip } from './chip';
import type { QuickAddState } from './use-quick-add';

export function ListChip({ state }: { state: QuickAddState }) {
  const t = useText().quickAdd;
  const list = useLists().find(({ id }) => id === state.draft.list_id);
  const section = list?.sections.find(({ id }) => id === state.draft.section_id);

  return (
    <Chip
      label={t.list}
      icon={
        list ? (
          <i className={dotClass(list.color)} />
        ) : (
          <Inbox className="icon" aria-hidden="true" />
        )
      }
      words={list ? (section ? `${list.name} / ${section.name}` : list.name) : t.inbox}
      pick={(close) => (
        <ListPicker
          value={{
            list_id: state.draft.list_id ?? null,
            section_id: state.draft.section_id ?? null,
          }}
          onChange={(place) => {
            state.correct(place);
            close();
          }}
        />
      )}
    />
  );
}
