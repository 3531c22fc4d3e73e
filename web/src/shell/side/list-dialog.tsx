// A new list, another name or colour, a section, and the question before a list is deleted.

import { act } from '../../api';
import { useText } from '../../text';
import { Dialog } from '../../ui/dialog';
import type { ListDialog } from './list-dialogs';
import { ListForm } from './list-form';
import { useGo } from '../place';

interface Props {
  dialog: ListDialog;
  close(): void;
}

function DeleteForm({ dialog, close }: { dialog: ListDialog & { is: 'delete' }; close(): void }) {
  const t = useText();
  const go = useGo();

  return (
    <>
      <p>{t.shell.deleteListText}</p>
      <div className="dialog-foot">
        {/* biome-ignore lint/a11y/noAutofocus: the harmless answer of a question */}
        <button type="button" className="btn" autoFocus onClick={close}>
          {t.app.cancel}
        </button>
        <button
          type="button"
          className="btn btn-danger"
          onClick={() => {
            act.removeList(dialog.list.id, 'delete');
            close();
            go('/today', { replace: true });
          }}
        >
          {t.shell.deleteList}
        </button>
      </div>
    </>
  );
}

export default function ListDialogContent({ dialog, close }: Props) {
  const t = useText();
  const title =
    dialog.is === 'delete'
      ? t.shell.deleteListTitle(dialog.list.name, dialog.list.open_count)
      : dialog.is === 'section'
        ? t.shell.sectionDialogs[dialog.section ? 'edit' : 'new'].title
        : t.shell.listDialogs[dialog.is].title;

  return (
    <Dialog title={title} close={close} alert={dialog.is === 'delete'}>
      {dialog.is === 'delete' ? (
        <DeleteForm dialog={dialog} close={close} />
      ) : (
        <ListForm dialog={dialog} close={close} />
      )}
    </Dialog>
  );
}
