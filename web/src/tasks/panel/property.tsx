// One property: its name, and its value as the button that changes it.

import { useId, type ComponentType, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Pop } from '../pickers';

export type Icon = ComponentType<{ className?: string; 'aria-hidden'?: 'true' }>;

interface Props {
  icon: Icon;
  name: string;
  value: ReactNode;
  isSet: boolean;
  className?: string; // of what opens
  note?: ReactNode;
  children: (close: () => void) => ReactNode;
}

export function Name({ icon: Icon, name, id }: { icon: Icon; name: string; id?: string }) {
  return (
    <dt {...(id ? { id } : {})}>
      <Icon className="icon" aria-hidden="true" />
      {name}
    </dt>
  );
}

export function Property({ icon, name, value, isSet, className = '', note, children }: Props) {
  const id = useId();

  return (
    <div className="prop">
      <Name icon={icon} name={name} id={`${id}n`} />
      <dd>
        <Pop
          label={name}
          className={className}
          trigger={
            <Button
              id={`${id}v`}
              aria-labelledby={`${id}n ${id}v`}
              className={isSet ? 'prop-value' : 'prop-value prop-none'}
            >
              {value}
            </Button>
          }
        >
          {children}
        </Pop>
        {note}
      </dd>
    </div>
  );
}
