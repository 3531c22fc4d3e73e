// The person, and what concerns them: account, import and export, signing out.

import { ChevronsUpDown, ArrowLeftRight, LogOut, Settings, Users } from 'lucide-react';
import { useText } from '../../text';
import { Avatar } from '../../ui/avatar';
import { signOut } from '../sign-out';
import { MenuButton } from '../menu';
import { openOverlay } from '../overlay';
import { isAdmin, usePerson } from '../person';
import { useGo } from '../place';

export function AccountMenu() {
  const t = useText();
  const go = useGo();
  const person = usePerson();
  const name = person?.name || person?.email || '';

  return (
    <MenuButton
      className="side-me"
      {...(name ? {} : { label: t.app.account })}
      entries={[
        { id: 'settings', label: t.shell.settings, icon: Settings },
        ...(person && isAdmin(person)
          ? [{ id: 'people', label: t.shell.people, icon: Users } as const]
          : []),
        { id: 'transfer', label: t.shell.transfer, icon: ArrowLeftRight },
        { id: 'sign-out', label: t.app.signOut, icon: LogOut },
      ]}
      onAction={(id) => {
        if (id === 'settings') go('/account');
        else if (id === 'people') go('/people');
        else if (id === 'transfer') openOverlay({ is: 'transfer' });
        else void signOut();
      }}
    >
      <Avatar name={name} picture={person?.image} />
      <span className="name" dir="auto">
        {name}
      </span>
      <ChevronsUpDown className="icon icon-sm" aria-hidden="true" />
    </MenuButton>
  );
}
