import { useState } from 'react';
import { Button } from '../src/ui/button';
import { Dialog, DialogFoot } from '../src/ui/dialog';
import { Empty } from '../src/ui/empty';
import { Skeleton } from '../src/ui/skeleton';
import { Spec, State } from './spec';

function Asking({ close }: { close(): void }) {
  return (
    <Dialog alert title="Delete “Home” and its 8 tasks?" close={close}>
      <p>You can restore them from the bin for 30 days.</p>
      <DialogFoot>
        <Button autoFocus onPress={close}>
          Cancel
        </Button>
        <Button look="danger" onPress={close}>
          Delete list
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

export function Parts() {
  const [open, setOpen] = useState(false);

  return (
    <>
      <Spec title="Dialog">
        <State is="a sheet on the phone">
          <Button onPress={() => setOpen(true)}>Delete list…</Button>
        </State>
        {open ? <Asking close={() => setOpen(false)} /> : null}
      </Spec>
      <Spec title="Empty, skeleton">
        <State is="empty" wide>
          <Empty level={3} title="Inbox is empty" text="Tasks without a list land here.">
            <Button look="primary">Add task</Button>
          </Empty>
        </State>
        <State is="skeleton" wide>
          <Skeleton lines={4} label="Loading" />
        </State>
      </Spec>
    </>
  );
}
