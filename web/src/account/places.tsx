// The preferences that depend on where somebody lives: language, first day of the week, time zone.

import { useState } from 'react';
import { act, usePreferences } from '../api';
import { chooseLanguage, chosenLanguage, LANGUAGE_NAMES, LANGUAGES, useText } from '../text';
import { Select } from '../ui/select';
import { LineText } from './section';

const SYSTEM = 'system';
const WRITTEN = new Set<string>(['en', 'de']); // languages in which the server writes

export function Language() {
  const t = useText();
  const [chosen, setChosen] = useState<string>(() => chosenLanguage() ?? SYSTEM);
  const here = usePreferences();

  function choose(value: string) {
    const language = LANGUAGES.find((each) => each === value) ?? null;

    setChosen(value);
    void chooseLanguage(language);
    if (here && language && WRITTEN.has(language))
      act.setPreferences({ language: language as 'en' | 'de' });
  }

  return (
    <div className="line">
      <LineText name={t.account.language}>
        <Select
          label={t.account.language}
          chosen={chosen}
          choices={[
            { is: SYSTEM, label: t.account.languageOfBrowser },
            ...LANGUAGES.map((is) => ({ is, label: LANGUAGE_NAMES[is], lang: is })),
          ]}
          choose={choose}
        />
      </LineText>
    </div>
  );
}

export function WeekStart() {
  const t = useText();
  const here = usePreferences();

  return (
    <div className="line">
      <LineText name={t.account.weekStart}>
        <Select
          label={t.account.weekStart}
          disabled={!here}
          chosen={here?.first_day ?? 'monday'}
          choices={(['monday', 'saturday', 'sunday'] as const).map((is) => ({
            is,
            label: t.account.weekStarts[is],
          }))}
          choose={(first_day) => act.setPreferences({ first_day })}
        />
      </LineText>
    </div>
  );
}

function zones(chosen: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');

  return [...new Set(['UTC', chosen, ...known])].sort();
}

export function TimeZone() {
  const t = useText();
  const here = usePreferences();
  const chosen = here?.time_zone ?? 'UTC';

  return (
    <div className="line">
      <LineText name={t.account.timeZone} about={t.account.timeZoneText}>
        <Select
          label={t.account.timeZone}
          disabled={!here}
          chosen={chosen}
          choices={(here ? zones(chosen) : [chosen]).map((is) => ({
            is,
            label: is.replaceAll('_', ' '),
          }))}
          choose={(time_zone) => act.setPreferences({ time_zone })}
        />
      </LineText>
    </div>
  );
}
