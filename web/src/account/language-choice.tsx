// In which language the pages are: the browser's, or one that the person chooses.

import { useState } from 'react';
import { currentWorkspace } from '../api/current';
import { chooseLanguage, chosenLanguage, LANGUAGE_NAMES, LANGUAGES, useText } from '../text';

type Choice = (typeof LANGUAGES)[number];

// The server writes mails in English and German; another choice is this browser's alone.
async function tellServer(language: Choice): Promise<void> {
  if (language === 'ar' || !currentWorkspace()) return;
  const { act } = await import('../api/act');

  act.setPreferences({ language });
}

export function LanguageChoice() {
  const t = useText();
  const [chosen, setChosen] = useState(chosenLanguage);

  function choose(value: string) {
    const language = LANGUAGES.find((each) => each === value) ?? null;

    setChosen(language);
    void chooseLanguage(language);
    if (language) void tellServer(language);
  }

  return (
    <div className="field">
      <label className="field-label" htmlFor="language">
        {t.account.language}
      </label>
      <select
        id="language"
        className="input"
        value={chosen ?? ''}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{t.account.languageOfBrowser}</option>
        {LANGUAGES.map((each) => (
          <option key={each} value={each} lang={each}>
            {LANGUAGE_NAMES[each]}
          </option>
        ))}
      </select>
    </div>
  );
}
