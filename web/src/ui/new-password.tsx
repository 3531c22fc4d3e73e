// A field for a new password, with an estimate of how hard it is to guess. The server alone
// decides.

import { useDeferredValue, useEffect, useState } from 'react';
import { PasswordField } from './password-field';
import { strengthJudge, type Judge } from './strength';

export interface NewPasswordWords {
  show: string;
  capsLock: string;
  hint: string;
  strength: readonly string[]; // of five scores
  strengthLabel(word: string): string;
}

interface NewPasswordProps {
  name: string;
  label: string;
  words: NewPasswordWords;
  judge(value: string): string | null;
  known(): string[]; // what an attacker who knows the person would try first
}

const GOOD = 3;

function Meter({ score, label }: { score: number | null; label: string }) {
  return (
    <div
      className="meter"
      role="img"
      aria-label={label}
      {...(score !== null && score >= GOOD ? { 'data-good': '' } : {})}
    >
      {[1, 2, 3, 4].map((bar) => (
        <i key={bar} {...(score !== null && score >= bar ? { 'data-on': '' } : {})} />
      ))}
    </div>
  );
}

// Loaded when somebody begins to type; without it there is no estimate.
function useJudge(wanted: boolean): Judge | null {
  const [judge, setJudge] = useState<Judge | null>(null);

  useEffect(() => {
    let here = true;

    if (wanted)
      strengthJudge().then(
        (loaded) => here && setJudge(() => loaded),
        () => undefined,
      );
    return () => {
      here = false;
    };
  }, [wanted]);
  return judge;
}

export function NewPassword({ name, label, words, judge: verdict, known }: NewPasswordProps) {
  const [password, setPassword] = useState('');
  const [wanted, setWanted] = useState(false);
  const judge = useJudge(wanted);
  const judged = useDeferredValue(password);
  const score = judged && judge ? judge(judged, known()) : null;
  const word = score === null ? '' : words.strength[score]!;

  return (
    <PasswordField
      name={name}
      label={label}
      words={words}
      judge={verdict}
      autoComplete="new-password"
      enterKeyHint="go"
      onChange={setPassword}
      onFocus={() => setWanted(true)}
      hint={<span role="status">{word || words.hint}</span>}
    >
      <Meter score={score} label={words.strengthLabel(word)} />
    </PasswordField>
  );
}
