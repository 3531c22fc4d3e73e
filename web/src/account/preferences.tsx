import { Suspense } from 'react';
import { useText } from '../text';
import { Switch } from '../ui/choice';
import { later } from '../shell/later';
import { useLook } from '../shell/look';
import { hasFeature } from '../ui/lib/features';
import { preferences, THEMES } from '../ui/lib/preferences';
import { Segmented } from '../ui/segmented';
import { Language, TimeZone, WeekStart } from './places';
import { LineText, Section } from './section';

const Reminders = later(() => import('./reminders'));

const KEYS_TEXT = 'keys-text';

export function Preferences() {
  const t = useText();
  const { theme, singleKeys } = useLook();

  return (
    <Section id="preferences" title={t.account.preferences}>
      <div>
        <div className="line">
          <LineText name={t.account.theme}>
            <Segmented
              label={t.account.theme}
              choices={THEMES.map((is) => ({ is, label: t.themeNames[is] }))}
              chosen={theme}
              choose={(is) => preferences.set({ theme: is })}
            />
          </LineText>
        </div>
        <Language />
        <WeekStart />
        <TimeZone />
        {hasFeature('push') ? (
          <Suspense>
            <Reminders />
          </Suspense>
        ) : null}
        <div className="line">
          <LineText name={t.account.keys} about={t.account.keysText} aboutId={KEYS_TEXT}>
            <Switch
              label={t.account.keys}
              on={singleKeys}
              describedBy={KEYS_TEXT}
              change={(on) => preferences.set({ singleKeys: on })}
            />
          </LineText>
        </div>
      </div>
    </Section>
  );
}
