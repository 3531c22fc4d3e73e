// A field for a new password, with an estimate of its strength. The server alone decides.

import { useDeferredValue, useEffect, useState } from 'react';
import { passwordLengths } from '../lib/features';
import { messages } from '../lib/messages';
import { judgeNewPassword } from '../lib/rules';
import { strengthJudge, type Judge } from '../lib/strength';
import { PasswordField } from './fields';
import { useHydrated } from './hooks';

interface NewPasswordProps {
  name: string;
  label: string;
  known(): string[]; // what an attacker who knows the user would try first
}

// The static page does not know the server's lengths yet.
function LengthHint() {
  const hydrated = useHydrated();
  const least = hydrated ? passwordLengths().least : 8;

  return <div className="advice">{messages.auth.passwordHint(least)}</div>;
}

function Advice({
  password,
  judge,
  known,
}: {
  password: string;
  judge: Judge | null;
  known(): string[];
}) {
  if (!password || !judge) return <LengthHint />;
  const score = judge(password, known());
  const word = messages.auth.strength[score];

  return (
    <div className="advice">
      <div className={`bars score-${score}`} aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </div>
      <span>
        <span className="sr-only">{messages.auth.strengthLabel('')}</span>
        {word}
      </span>
    </div>
  );
}

export function NewPassword({ name, label, known }: NewPasswordProps) {
  const [password, setPassword] = useState('');
  const [wanted, setWanted] = useState(false);
  const [judge, setJudge] = useState<Judge | null>(null);
  const judged = useDeferredValue(password);

  useEffect(() => {
    let here = true;

    if (wanted)
      strengthJudge().then(
        (loaded) => here && setJudge(() => loaded),
        () => undefined,
      ); // then there is no estimate
    return () => {
      here = false;
    };
  }, [wanted]);

  return (
    <PasswordField
      name={name}
      label={label}
      judge={judgeNewPassword}
      autoComplete="new-password"
      enterKeyHint="go"
      onChange={setPassword}
      onFocus={() => setWanted(true)}
    >
      <div role="status">
        <Advice password={judged} judge={judge} known={known} />
      </div>
    </PasswordField>
  );
}
