// Quick add: one field, in which the server's understanding is painted as one types.

import { useRef } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { usePreferences } from '../../api';
import type { NewTask } from '../../shell/overlay';
import { useText } from '../../text';
import { Chips } from './chips';
import { FailedAdd } from './failed-add';
import { ListChip } from './list-chip';
import { Mirror } from './mirror';
import type { Defaults } from './new-task';
import { PasteQuestion } from './paste-question';
import { useQuickAdd, type QuickAddState } from './use-quick-add';

function Foot({ state, close, send }: { state: QuickAddState; close(): void; send(): void }) {
  const t = useText().quickAdd;

  return (
    <div className="qa-foot">
      <ListChip state={state} />
      <span className="qa-tip" id="qa-tip">
        {state.tooLong ? (
          <span className="field-error">{t.tooLong(state.tooLong)}</span>
        ) : state.spans.length ? (
          t.tip
        ) : null}
      </span>
      <div className="end">
        <button type="button" className="btn btn-quiet btn-sm desk-only" onClick={close}>
          {t.cancel}
        </button>
        <button
          type="button"
          className="btn btn-primary btn-sm"
          aria-disabled={state.text.trim() === '' || state.tooLong > 0}
          onClick={send}
        >
          {t.add}
          <span className="kbds desk-only" aria-hidden="true">
            ↵
          </span>
        </button>
      </div>
    </div>
  );
}

// A view names a list, or the inbox; elsewhere new tasks go where the person wants them.
function useDefaults({ title: _, ...given }: NewTask): Defaults {
  const list = usePreferences()?.default_list_id ?? null;

  return { list_id: list, ...given };
}

function Form({ task, close }: { task: NewTask; close(): void }) {
  const t = useText().quickAdd;
  const field = useRef<HTMLTextAreaElement>(null);
  const notes = useRef<HTMLTextAreaElement>(null);
  const state = useQuickAdd(useDefaults(task), task.title);
  const send = () => {
    void state.add();
    field.current?.focus();
  };

  if (state.lines)
    return (
      <PasteQuestion
        lines={state.lines}
        busy={state.busy}
        onSeveral={() => void state.addSeveral()}
        onOne={state.keepAsOne}
      />
    );
  return (
    <>
      <i className="sheet-bar phone-only" />
      <FailedAdd state={state} send={send} />
      <Mirror
        ref={field}
        text={state.text}
        spans={state.spans}
        label={t.field}
        describedBy="qa-tip"
        invalid={state.tooLong > 0}
        onText={state.change}
        onComposing={state.setComposing}
        onEnter={send}
        onNotes={() => notes.current?.focus()}
        onTakeBack={state.takeBack}
        onPaste={(event) => {
          if (state.paste(event.clipboardData.getData('text/plain'))) event.preventDefault();
        }}
      />
      <textarea
        ref={notes}
        className="qa-notes"
        rows={1}
        dir="auto"
        placeholder={t.notes}
        aria-label={t.notes}
        value={state.notes}
        onChange={(event) => state.setNotes(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send();
        }}
      />
      <Chips state={state} />
      <Foot state={state} close={close} send={send} />
    </>
  );
}

export default function QuickAdd(props: { task: NewTask; close(): void }) {
  const t = useText().quickAdd;
  const { close } = props;

  return (
    <ModalOverlay
      className="scrim"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Modal className="modal qa">
        <Dialog className="qa-dialog" aria-label={t.title}>
          <Form {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
