import { useState } from 'react';
import { localeOf, useText } from '../text';
import { useNav } from '../ui/lib/nav';
import { enrolByOf, waysOf, type Way } from '../ui/lib/second-step';
import { Door } from './door';
import { FirstStep } from './first-step';
import { useGoOn } from './go-on';
import { SecondStep } from './second-step';

// Told once, and in no one's way: the person has until that day.
function useEnrolBy(): (answer: unknown) => void {
  const t = useText();
  const nav = useNav();

  return (answer) => {
    const moment = enrolByOf(answer);

    if (!moment) return;
    const day = new Intl.DateTimeFormat(localeOf(t.language), { day: 'numeric', month: 'long' });
    const words = `${t.account.twoStepBy(day.format(moment))}. ${t.account.twoStepByText}`;

    void import('../shell/toasts').then(({ say }) =>
      say({
        words,
        action: { label: t.account.twoStepSetup, run: () => nav.push('/account#two-step') },
      }),
    );
  };
}

export function SignInScreen() {
  const t = useText();
  const [ways, setWays] = useState<Way[] | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const tellEnrolBy = useEnrolBy();

  useGoOn();

  function entered(answer: unknown) {
    const asked = waysOf(answer);

    if (asked?.length) setWays(asked);
    else tellEnrolBy(answer);
  }

  function leave(reason: string | null) {
    setWays(null);
    setOver(reason);
  }

  return (
    <Door title={t.title(ways ? t.second.title : t.auth.signInTitle)}>
      {ways ? (
        <SecondStep ways={ways} entered={entered} leave={leave} />
      ) : (
        <FirstStep over={over} entered={entered} />
      )}
    </Door>
  );
}
