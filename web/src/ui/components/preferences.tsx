import { Label } from '@heroui/react/label';
import { Switch } from '@heroui/react/switch';
import { messages } from '../lib/messages';
import { preferences, THEMES } from '../lib/preferences';
import { usePreferences } from './hooks';

const text = messages.account;

export function Preferences() {
  const { theme, singleKeys } = usePreferences();

  return (
    <section className="panel section" aria-labelledby="preferences">
      <h2 id="preferences">{text.preferences}</h2>
      <div className="choices" role="radiogroup" aria-labelledby="theme">
        <span className="name" id="theme">
          {text.theme}
        </span>
        <span className="segments">
          {THEMES.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="theme"
                value={each}
                checked={theme === each}
                onChange={() => preferences.set({ theme: each })}
              />
              {text.themes[each]}
            </label>
          ))}
        </span>
      </div>
      <div className="choices">
        <Switch
          isSelected={singleKeys}
          onChange={(on: boolean) => preferences.set({ singleKeys: on })}
          aria-describedby="keys-text"
          className="w-full"
        >
          <Switch.Content className="w-full justify-between">
            <Label className="text-[0.9375rem]">{text.keys}</Label>
            <Switch.Control>
              <Switch.Thumb />
            </Switch.Control>
          </Switch.Content>
        </Switch>
        <p id="keys-text" className="-mt-2 text-[0.875rem] text-muted">
          {text.keysText}
        </p>
      </div>
    </section>
  );
}
