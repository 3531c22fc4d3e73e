// A button that opens a menu.

import { Button } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import type { ComponentType, ReactNode } from 'react';

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
  isOpen?: boolean;
  onOpenChange?(open: boolean): void;
  excludeFromTab?: boolean;
}

function Entry({ id, label, icon: Icon, mark, end, danger, disabled = false }: MenuEntry) {
  return (
    <MenuItem
      id={id}
      textValue={label}
      isDisabled={disabled}
      className={danger ? 'menu-item menu-item-danger' : 'menu-item'}
    >
      {Icon ? <Icon className="icon" aria-hidden="true" /> : mark}
      <span dir="auto">{label}</span>
      {end ? <span className="end">{end}</span> : null}
    </MenuItem>
  );
}

export function MenuItems({
  label,
  entries = [],
  choices = [],
  onAction,
}: Pick<Props, 'label' | 'entries' | 'choices' | 'onAction'>) {
  return (
    <Menu
      className="menu"
      {...(label ? { 'aria-label': label } : {})}
      onAction={(key) => onAction(String(key))}
    >
      {choices.map((choice) => (
        <MenuSection
          key={choice.label}
          aria-label={choice.label}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[choice.chosen]}
        >
          {choice.entries.map((entry) => (
            <Entry key={entry.id} {...entry} />
          ))}
        </MenuSection>
      ))}
      {choices.length && entries.length ? <Separator className="menu-sep" /> : null}
      {entries.map((entry) => (
        <Entry key={entry.id} {...entry} />
      ))}
    </Menu>
  );
}

export function MenuButton({
  label,
  className = 'btn btn-quiet btn-icon btn-sm',
  children,
  isOpen,
  onOpenChange,
  excludeFromTab = false,
  ...items
}: Props) {
  return (
    <MenuTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      <Button
        className={className}
        {...(label ? { 'aria-label': label } : {})}
        excludeFromTabOrder={excludeFromTab}
      >
        {children}
      </Button>
      <Popover className="popover">
        <MenuItems {...items} {...(label ? { label } : {})} />
      </Popover>
    </MenuTrigger>
  );
}
