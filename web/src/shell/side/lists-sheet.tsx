// All places on a telephone: what the side bar has on wider screens.

import { Settings, Users } from 'lucide-react';
import { useText } from '../../text';
import { Dialog } from '../../ui/dialog';
import { closeOverlay } from '../overlay';
import { isAdmin, usePerson } from '../person';
import { MoreItems, ViewItems } from './side-bar';
import { SideItem } from './side-item';
import { SideLists } from './side-lists';
import { SideTags } from './side-tags';
import { SyncLine } from './sync-line';

export default function ListsSheet() {
  const t = useText();
  const person = usePerson();

  return (
    <Dialog title={t.shell.lists} close={closeOverlay}>
      <nav aria-label={t.shell.lists}>
        <ViewItems onChoose={closeOverlay} />
        <SideLists onChoose={closeOverlay} />
        <SideTags onChoose={closeOverlay} />
        <div className="side-head" />
        <MoreItems onChoose={closeOverlay} />
        <SideItem
          href="/account"
          mark={<Settings className="icon" aria-hidden="true" />}
          name={t.shell.settings}
          onChoose={closeOverlay}
        />
        {person && isAdmin(person) ? (
          <SideItem
            href="/people"
            mark={<Users className="icon" aria-hidden="true" />}
            name={t.shell.people}
            onChoose={closeOverlay}
          />
        ) : null}
        <SyncLine />
      </nav>
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={closeOverlay}>
          {t.app.close}
        </button>
      </div>
    </Dialog>
  );
}
