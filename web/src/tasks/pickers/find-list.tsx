// A field over a list of choices: what is typed narrows the list, the arrow keys walk through it
// while one goes on typing, Enter takes the choice.

import { useState, type ReactNode } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { TextField } from 'react-aria-components/TextField';

export interface Found {
  id: string;
  name: string; // what is read out
  content: ReactNode;
}

interface Props {
  label: string;
  field: string; // the name of the field
  most?: number; // characters
  find(typed: string): readonly Found[];
  chosen: readonly string[];
  several?: boolean;
  none: string; // said when nothing is found
  choose(id: string): void;
}

// What was pressed: it is chosen now, or it was and is not any more.
function pressed(before: readonly string[], after: ReadonlySet<unknown>): string | undefined {
  const added = [...after].map(String).find((id) => !before.includes(id));

  return added ?? before.find((id) => !after.has(id));
}

export function FindList({ label, field, most = 100, find, chosen, several, none, choose }: Props) {
  const [typed, setTyped] = useState('');
  const found = find(typed.trim());
  const ids = found.map(({ id }) => id);
  const shown = chosen.filter((id) => ids.includes(id));

  return (
    <div className="find-list">
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <TextField aria-label={field} autoFocus maxLength={most}>
          <Input className="input" placeholder={field} dir="auto" />
        </TextField>
        <ListBox
          aria-label={label}
          className="find-items"
          items={found}
          dependencies={[chosen]}
          selectionMode={several ? 'multiple' : 'single'}
          selectedKeys={shown}
          onSelectionChange={(keys) => {
            const id = pressed(shown, new Set(keys)) ?? shown[0];

            if (id === undefined) return;
            setTyped('');
            choose(id);
          }}
          renderEmptyState={() => <p className="field-hint">{none}</p>}
        >
          {({ id, name, content }) => (
            <ListBoxItem id={id} textValue={name} className="menu-item">
              {content}
            </ListBoxItem>
          )}
        </ListBox>
      </Autocomplete>
    </div>
  );
}
