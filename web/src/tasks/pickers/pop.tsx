// What a picker stands in: a popover at its button, a sheet at the foot of a phone.

import { Fragment, useState, type ReactElement, type ReactNode, type RefObject } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Popover } from 'react-aria-components/Popover';
import { useMedia } from '../../ui/hooks';

const PHONE = '(max-width: 45rem)';

interface Props {
  label: string; // of the dialog
  className?: string;
  children: (close: () => void) => ReactNode;
  // The button that opens it; or, for one that something else opens, what it stands at.
  trigger?: ReactElement;
  triggerRef?: RefObject<Element | null>;
  isOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Pop({ label, className = '', children, trigger, triggerRef, ...state }: Props) {
  const phone = useMedia(PHONE);
  const own = trigger ? {} : state;
  // Each opening begins anew, also one that comes while the last is still going out.
  const [openings, setOpenings] = useState(0);
  const onOpenChange = (open: boolean) => {
    if (open) setOpenings((n) => n + 1);
    state.onOpenChange?.(open);
  };
  const content = (
    <Dialog aria-label={label} className="pop">
      {({ close }) => (
        <>
          {phone ? <i className="sheet-bar" /> : null}
          <Fragment key={openings}>{children(close)}</Fragment>
        </>
      )}
    </Dialog>
  );
  const layer = phone ? (
    <ModalOverlay className="scrim" isDismissable {...own}>
      <Modal className={`modal sheet ${className}`}>{content}</Modal>
    </ModalOverlay>
  ) : (
    <Popover
      className={`popover ${className}`}
      placement="bottom start"
      {...(triggerRef ? { triggerRef } : {})}
      {...own}
    >
      {content}
    </Popover>
  );

  if (!trigger) return layer;
  return (
    <DialogTrigger {...state} onOpenChange={onOpenChange}>
      {trigger}
      {layer}
    </DialogTrigger>
  );
}
