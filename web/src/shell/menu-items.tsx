// The lines of a menu, and what they stand in.

import type { RefObject } from 'react';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import type { MenuChoice, MenuEntry } from './menu';

interface Props {
  label?: string | undefined;
  entries?: readonly MenuEntry[];
  choices?: readonly MenuChoice[];
  onAction(id: string): void;
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

export function MenuItems({ label, entries = [], choices = [], onAction }: Props) {
  return (
    <Menu
      className="menu"
      autoFocus="first"
      {...(label ? { 'aria-label': label } : {})}
      onAction={(key) => onAction(String(key))}
    >
      {choices.map((choice) => (
        <MenuSection
          key={choice.label}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[choice.chosen]}
        >
          <Header className="menu-head">{choice.label}</Header>
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

export default function MenuPopover({
  trigger,
  close,
  label,
  onAction,
  ...items
}: Props & { trigger: RefObject<Element | null>; close(): void }) {
  return (
    <Popover
      className="popover"
      triggerRef={trigger}
      isOpen
      placement="bottom start"
      onOpenChange={(open) => open || close()}
      {...(label ? { 'aria-label': label } : {})}
    >
      <MenuItems
        {...items}
        label={label}
        onAction={(id) => {
          close();
          onAction(id);
        }}
      />
    </Popover>
  );
}
