// A dialog: its title is the question, its button the verb. On a phone it is a sheet. A press
// beside it closes it only when nothing typed would be lost. Without `close` it stays until it is
// answered.

import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

interface DialogProps {
  title: string;
  alert?: boolean; // asks before what cannot be undone
  wide?: boolean;
  holdsText?: boolean;
  close?: () => void;
  children: ReactNode;
}

export function Dialog({
  title,
  alert = false,
  wide = false,
  holdsText = false,
  close,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      className="scrim"
      isOpen
      isDismissable={close !== undefined && !holdsText}
      isKeyboardDismissDisabled={close === undefined}
      onOpenChange={(open) => open || close?.()}
    >
      <Modal className={wide ? 'modal dialog-wide' : 'modal dialog-narrow'}>
        <AriaDialog className="dialog" role={alert ? 'alertdialog' : 'dialog'}>
          <span className="sheet-bar" />
          <Heading slot="title" level={2} className="dialog-title">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export const DialogFoot = ({ children }: { children: ReactNode }) => (
  <div className="dialog-foot">{children}</div>
);
