import { Plus, Search, X } from 'lucide-react';
import { useState } from 'react';
import { Button, type Look } from '../src/ui/button';
import { Check, type Level } from '../src/ui/check';
import { Chip } from '../src/ui/chip';
import { Choice, Switch } from '../src/ui/choice';
import { IconButton } from '../src/ui/icon-button';
import { Segmented } from '../src/ui/segmented';
import { Select } from '../src/ui/select';
import { Spec, State } from './spec';

type View = 'list' | 'board' | 'month';
type Zone = 'utc' | 'berlin';

const LOOKS: Look[] = ['primary', 'plain', 'outline', 'quiet', 'danger', 'danger-quiet', 'link'];
const LEVELS: Level[] = ['none', 'low', 'medium', 'high'];

function Choices() {
  const [view, setView] = useState<View>('list');
  const [on, setOn] = useState(true);
  const [zone, setZone] = useState<Zone>('utc');

  return (
    <Spec title="Choices">
      <State is="segmented">
        <Segmented<View>
          label="View"
          choices={[
            { is: 'list', label: 'List' },
            { is: 'board', label: 'Board' },
            { is: 'month', label: 'Month' },
          ]}
          chosen={view}
          choose={setView}
        />
      </State>
      <State is="switch">
        <Switch label="Reminders" on={on} change={setOn} />
      </State>
      <State is="switch, disabled">
        <Switch label="Reminders" on={on} disabled change={setOn} />
      </State>
      <State is="choice">
        <Choice name="keep" defaultChecked>
          Keep me signed in on this device
        </Choice>
      </State>
      <State is="select">
        <Select<Zone>
          label="Time zone"
          choices={[
            { is: 'utc', label: 'UTC' },
            { is: 'berlin', label: 'Europe/Berlin' },
          ]}
          chosen={zone}
          choose={setZone}
        />
      </State>
    </Spec>
  );
}

function Chips() {
  return (
    <Spec title="Chip">
      <State is="not set">
        <Chip icon={Plus}>Date</Chip>
      </State>
      <State is="set">
        <Chip icon={Plus} set>
          Tomorrow
        </Chip>
      </State>
      <State is="filter, on">
        <Chip on>Open</Chip>
      </State>
      <State is="with remove">
        <Chip set remove={{ label: 'Remove travel', run: () => undefined }}>
          travel
        </Chip>
      </State>
    </Spec>
  );
}

export function Buttons() {
  return (
    <>
      <Spec title="Button">
        {LOOKS.map((look) => (
          <State key={look} is={look}>
            <Button look={look}>Save changes</Button>
          </State>
        ))}
        <State is="small">
          <Button size="sm">Save</Button>
        </State>
        <State is="large">
          <Button look="primary" size="lg">
            Create account
          </Button>
        </State>
        <State is="disabled">
          <Button isDisabled>Save</Button>
        </State>
        <State is="pending">
          <Button look="primary" isPending pending="Saving…">
            Save
          </Button>
        </State>
        <State is="icon, with its key">
          <IconButton icon={Search} label="Search" keys={['/']} />
        </State>
        <State is="icon, small">
          <IconButton icon={X} label="Close" size="sm" />
        </State>
      </Spec>
      <Choices />
      <Chips />
      <Spec title="Check circle">
        {LEVELS.flatMap((level) =>
          [false, true].map((on) => (
            <State key={`${level} ${on}`} is={on ? `${level}, done` : level}>
              <Check
                label="Complete “Renew passport”"
                level={level}
                on={on}
                change={() => undefined}
              />
            </State>
          )),
        )}
      </Spec>
    </>
  );
}
