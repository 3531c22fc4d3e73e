// A button that opens a menu. What draws the menu is loaded when somebody is about to open one.

import { Suspense, useRef, useState, type ComponentType, type ReactNode } from 'react';
import { later } from './later';

const load = () => import('./menu-items');
const begin = () => void load().catch(() => undefined); // it is asked for again with the menu
const MenuPopover = later(load);
const Items = later(() => load().then(({ MenuItems: Content }) => ({ default: Content })));

export interface MenuEntry {
  id: string;
  label: string;
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: 'true' }>;
  mark?: ReactNode; // in place of an icon
  end?: string;
  danger?: boolean;
  disabled?: boolean;
}

export interface MenuChoice {
  label: string;
  chosen: string;
  entries: readonly MenuEntry[];
}

interface Props {
  label?: string | undefined; // for a button that shows an icon alone
  className?: string;
  children: ReactNode;
  entries?: readonly MenuEntry[];
  choices?: readonly MenuChoice[];
  onAction(id: string): void;
  excludeFromTab?: boolean;
}

// The lines alone, for a popover of another kind.
export function MenuItems(props: Pick<Props, 'label' | 'entries' | 'choices' | 'onAction'>) {
  return (
    <Suspense>
      <Items {...props} />
    </Suspense>
  );
}

export function MenuButton({
  label,
  className = 'btn btn-quiet btn-icon btn-sm',
  children,
  excludeFromTab = false,
  ...items
}: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [name, setName] = useState<string | null>(null);
  const open = name !== null;

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        {...(label ? { 'aria-label': label, title: label } : {})}
        {...(excludeFromTab ? { tabIndex: -1 } : {})}
        onPointerEnter={begin}
        onFocus={begin}
        onClick={() => setName(label ?? button.current?.textContent ?? '')}
      >
        {children}
      </button>
      {open ? (
        <Suspense>
          <MenuPopover
            {...items}
            label={name}
            trigger={button}
            close={() => {
              setName(null);
              button.current?.focus();
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}
