// The places that show tasks as a list.

import { Hash, Plus } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useList, type Task } from '../../api';
import { dotClass } from '../../shell/colours';
import { ListMenu } from '../../shell/side/list-menu';
import { openListDialog } from '../../shell/side/list-dialogs';
import { Link } from '../../shell/link';
import { usePlace } from '../../shell/place';
import { useText } from '../../text';
import { Empty } from '../../ui/empty';
import { ListView } from './list-view';
import { ViewPage } from './page';

const BY_HAND = { sort: 'hand', group: 'none' } as const;
const BY_LIST = { sort: 'date', group: 'list' } as const;
const BY_DATE = { sort: 'date', group: 'none' } as const;
const NO_LIST = { list_id: null };

const inInbox = (task: Task) => task.list_id === null;
const any = () => true;

export function InboxView() {
  const t = useText();

  return (
    <ListView
      view="inbox"
      title={t.shell.inbox}
      select={inInbox}
      usual={BY_HAND}
      change={NO_LIST}
      task={NO_LIST}
      empty={t.views.inboxEmpty}
    />
  );
}

export function AllView() {
  const t = useText();

  return (
    <ListView
      view="all"
      title={t.shell.all}
      select={any}
      usual={BY_LIST}
      showList
      task={{}}
      empty={t.views.first}
    />
  );
}

export function TagView() {
  const t = useText();
  const name = usePlace().query.get('name') ?? '';
  const select = useCallback((task: Task) => task.tags.includes(name), [name]);

  return (
    <ListView
      key={name}
      view={`tag-${name}`}
      title={name}
      mark={<Hash className="icon icon-lg" aria-hidden="true" />}
      select={select}
      usual={BY_DATE}
      showList
      task={{ tags: [name] }}
      empty={{ title: t.views.tagEmpty(name) }}
    />
  );
}

export function ListPlace() {
  const t = useText();
  const id = Number(usePlace().query.get('id'));
  const list = useList(Number.isSafeInteger(id) ? id : null);
  const select = useCallback((task: Task) => task.list_id === list?.id, [list?.id]);
  const change = useMemo(() => ({ list_id: list?.id ?? null }), [list?.id]);

  if (!list)
    return (
      <ViewPage title={t.views.noList.title}>
        <Empty {...t.views.noList}>
          <Link className="btn" href="/today">
            {t.views.toToday}
          </Link>
        </Empty>
      </ViewPage>
    );
  return (
    <ListView
      key={list.id}
      view={`list-${list.id}`}
      title={list.name}
      mark={<i className={dotClass(list.color)} />}
      list={list}
      select={select}
      usual={BY_HAND}
      change={change}
      task={change}
      empty={{ title: t.views.listEmpty(list.name) }}
      actions={
        <>
          <ListMenu list={list} />
          <button
            type="button"
            className="btn btn-quiet btn-sm desk-only"
            onClick={() => openListDialog({ is: 'section', list })}
          >
            <Plus className="icon" aria-hidden="true" />
            {t.views.addSection}
          </button>
        </>
      }
    />
  );
}
