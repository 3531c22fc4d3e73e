import { startTransition, Suspense, useState } from 'react';
import { later } from '../shell/later';
import { localeOf, useDoorText } from '../text';
import { useNav } from '../ui/lib/nav';
import { enrolByOf, waysOf, type Way } from '../ui/lib/second-step';
import { Door } from './door';
import { FirstStep } from './first-step';
import { useGoOn } from './go-on';

const SecondStep = later(() =>
  import('./second-step').then(({ SecondStep: one }) => ({ default: one })),
);

// Told once, and in no one's way: the person has until that day.
function useEnrolBy(): (answer: unknown) => void {
  const t = useDoorText();
  const nav = useNav();

  return (answer) => {
    const moment = enrolByOf(answer);

    if (!moment) return;
    const day = new Intl.DateTimeFormat(localeOf(t.language), { day: 'numeric', month: 'long' });
    const words = `${t.enrol.by(day.format(moment))}. ${t.enrol.text}`;

    void import('../shell/toasts').then(({ say }) =>
      say({
        words,
        action: { label: t.enrol.setUp, run: () => nav.push('/account#two-step') },
      }),
    );
  };
}

export function SignInScreen() {
  const t = useDoorText();
  const [ways, setWays] = useState<Way[] | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const tellEnrolBy = useEnrolBy();

  useGoOn();

  function entered(answer: unknown) {
    const asked = waysOf(answer);

    // The first step stays until the second has come.
    if (asked?.length) startTransition(() => setWays(asked));
    else tellEnrolBy(answer);
  }

  function leave(reason: string | null) {
    setWays(null);
    setOver(reason);
  }

  return (
    <Door title={t.title(ways ? t.second.title : t.auth.signInTitle)}>
      {ways ? (
        <Suspense>
          <SecondStep ways={ways} entered={entered} leave={leave} />
        </Suspense>
      ) : (
        <FirstStep over={over} entered={entered} />
      )}
    </Door>
  );
}
