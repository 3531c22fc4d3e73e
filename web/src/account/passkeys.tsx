// The person's passkeys: to be added, named and removed.

import { Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { text, useText } from '../text';
import { Button } from '../ui/button';
import { authedCall } from '../shell/authed-call';
import { deviceName } from '../ui/lib/device';
import { say } from '../shell/toasts';
import {
  addPasskey,
  listPasskeys,
  wasCancelled,
  worksHere,
  type Passkey,
} from '../ui/lib/passkeys';
import { Skeleton } from '../ui/skeleton';
import { PasskeyRow } from './passkey-row';
import { Section } from './section';
import { tell } from './tell';

type Loaded =
  | { is: 'loading' }
  | { is: 'failed'; message: string }
  | { is: 'here'; passkeys: Passkey[] };

async function load(): Promise<Loaded> {
  const answer = await authedCall((options) => listPasskeys(options));

  return answer.problem
    ? { is: 'failed', message: answer.problem.form ?? text().problems.unexpected }
    : { is: 'here', passkeys: answer.data };
}

function AddButton({ added }: { added(passkey: Passkey): void }) {
  const t = useText();
  const [busy, setBusy] = useState(false);

  async function add() {
    setBusy(true);
    const answer = await authedCall((options) =>
      addPasskey(deviceName(navigator.userAgent), options),
    );

    setBusy(false);
    if (!answer.problem) {
      say({ words: t.account.passkeyAdded });
      added(answer.data);
    } else if (!wasCancelled(answer.error)) {
      tell(answer.problem, answer.error);
    }
  }

  return (
    <div className="btn-row">
      <Button
        look="outline"
        isPending={busy}
        pending={t.account.passkeyAdding}
        onPress={() => void add()}
      >
        <Plus className="icon" aria-hidden="true" />
        {t.account.passkeyAdd}
      </Button>
    </div>
  );
}

function Body({ state, reload }: { state: Loaded; reload(): void }) {
  const t = useText();
  const [naming, setNaming] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const removed = useRef(false);

  // Once the dialog is gone and its button with the row: the focus would be lost with them.
  useEffect(() => {
    if (state.is !== 'here' || !removed.current) return;
    removed.current = false;
    list.current?.focus();
  }, [state]);

  if (state.is === 'loading') return <Skeleton lines={1} label={t.app.loading} />;
  if (state.is === 'failed')
    return (
      <div className="steps">
        <p role="alert">{`${t.account.passkeysUnknown} ${state.message}`}</p>
        <div className="chips">
          <Button onPress={reload}>{t.app.retry}</Button>
        </div>
      </div>
    );
  return (
    <div ref={list} tabIndex={-1} className="passkeys">
      {state.passkeys.length ? (
        <ul className="lines">
          {state.passkeys.map((passkey) => (
            <PasskeyRow
              key={passkey.id}
              passkey={passkey}
              naming={naming === passkey.id}
              name={() => setNaming(passkey.id)}
              done={(changed) => {
                setNaming(null);
                if (changed) reload();
              }}
              removed={() => {
                removed.current = true;
                reload();
              }}
            />
          ))}
        </ul>
      ) : (
        <p>{t.account.passkeysNone}</p>
      )}
      {worksHere() ? (
        <AddButton
          added={({ id }) => {
            setNaming(id);
            reload();
          }}
        />
      ) : (
        <p className="section-lead">{t.account.passkeysElsewhere}</p>
      )}
    </div>
  );
}

export function Passkeys() {
  const t = useText();
  const [state, setState] = useState<Loaded>({ is: 'loading' });
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round loads the list again
  useEffect(() => {
    let wanted = true;

    void load().then((loaded) => wanted && setState(loaded));
    return () => {
      wanted = false;
    };
  }, [round]);

  return (
    <Section id="passkeys" title={t.account.passkeys} lead={t.account.passkeysText}>
      <Body state={state} reload={() => setRound((now) => now + 1)} />
    </Section>
  );
}
