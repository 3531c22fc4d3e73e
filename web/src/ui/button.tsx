// A button, in the looks of the design. While it is pending it keeps the focus and does nothing.

import type { ComponentProps, MouseEvent, ReactNode } from 'react';

export type Look =
  | 'plain'
  | 'primary' // one per view
  | 'outline'
  | 'quiet'
  | 'danger' // only in the dialog that asks
  | 'danger-quiet'
  | 'link';

type Native = Omit<ComponentProps<'button'>, 'disabled' | 'onClick' | 'style' | 'type'>;

export interface ButtonProps extends Native {
  type?: 'button' | 'submit';
  look?: Look;
  size?: 'sm' | 'lg' | null;
  block?: boolean;
  isDisabled?: boolean;
  isPending?: boolean;
  pending?: string; // what the button says meanwhile
  onPress?(): void;
  children: ReactNode;
}

export function looks(look: Look, size: 'sm' | 'lg' | null = null, more = ''): string {
  if (look === 'link') return `btn-link ${more}`.trim();
  return ['btn', look === 'plain' ? '' : `btn-${look}`, size ? `btn-${size}` : '', more]
    .filter(Boolean)
    .join(' ');
}

export function Button({
  type = 'button',
  look = 'plain',
  size = null,
  block = false,
  className = '',
  pending,
  isDisabled = false,
  isPending = false,
  onPress,
  children,
  ...rest
}: ButtonProps) {
  function press({ currentTarget }: MouseEvent<HTMLButtonElement>) {
    currentTarget.focus({ preventScroll: true }); // Safari does not, and a dialog gives it back
    onPress?.();
  }

  return (
    <button
      {...rest}
      type={isPending ? 'button' : type}
      className={looks(look, size, `${block ? 'btn-block ' : ''}${className}`.trim())}
      disabled={isDisabled}
      {...(isPending ? { 'aria-disabled': true, 'data-pending': true } : {})}
      {...(isPending || !onPress ? {} : { onClick: press })}
    >
      {isPending ? <span className="spinner" aria-hidden="true" /> : null}
      {isPending && pending ? pending : children}
    </button>
  );
}
