// A button, in the looks of the design. While it is pending it keeps the focus and does nothing.

import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components/Button';

export type Look =
  | 'plain'
  | 'primary' // one per view
  | 'outline'
  | 'quiet'
  | 'danger' // only in the dialog that asks
  | 'danger-quiet'
  | 'link';

export interface ButtonProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  look?: Look;
  size?: 'sm' | 'lg' | null;
  block?: boolean;
  className?: string;
  pending?: string; // what the button says meanwhile
  children: ReactNode;
  ref?: React.Ref<HTMLButtonElement>;
}

export function looks(look: Look, size: 'sm' | 'lg' | null = null, more = ''): string {
  if (look === 'link') return `btn-link ${more}`.trim();
  return ['btn', look === 'plain' ? '' : `btn-${look}`, size ? `btn-${size}` : '', more]
    .filter(Boolean)
    .join(' ');
}

export function Button({
  look = 'plain',
  size = null,
  block = false,
  className = '',
  pending,
  isPending = false,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      isPending={isPending}
      className={looks(look, size, `${block ? 'btn-block ' : ''}${className}`.trim())}
    >
      {isPending ? <span className="spinner" aria-hidden="true" /> : null}
      {isPending && pending ? pending : children}
    </AriaButton>
  );
}
