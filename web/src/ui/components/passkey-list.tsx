// The user's passkeys: to be added, named and removed.

import { Button } from '@heroui/react/button';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { AuthError, AuthProblem } from '../lib/auth-problems';
import { authedCall } from '../lib/authed-call';
import { deviceName } from '../lib/device';
import { momentAgo } from '../lib/format';
import { messages } from '../lib/messages';
import { notify } from '../lib/notify';
import {
  addPasskey,
  listPasskeys,
  removePasskey,
  renamePasskey,
  wasCancelled,
  worksHere,
  type Passkey,
} from '../lib/passkeys';
import { judgePasskeyName } from '../lib/rules';
import { toldStale } from '../lib/stale';
import { Field } from './fields';
import { Form } from './form';

const ConfirmDialog = lazy(() => import('./confirm-dialog'));
const text = messages.account;

type Loaded =
  | { is: 'loading' }
  | { is: 'failed'; message: string }
  | { is: 'here'; passkeys: Passkey[] };

async function load(): Promise<Loaded> {
  const answer = await authedCall((options) => listPasskeys(options));

  return answer.problem
    ? { is: 'failed', message: answer.problem.form ?? messages.problems.unexpected }
    : { is: 'here', passkeys: answer.data };
}

function tell(problem: AuthProblem, error: AuthError): void {
  const title =
    error.status === 404 ? messages.problems.gone : (problem.form ?? messages.problems.unexpected);

  if (!toldStale(error, text.passkeysStale)) notify({ title, tone: 'danger' });
}

function facts({ createdAt, lastUsedAt, backedUp }: Passkey): string {
  const now = new Date();

  return [
    createdAt ? text.passkeyCreated(momentAgo(createdAt, now)) : '',
    lastUsedAt ? text.lastUsed(momentAgo(lastUsedAt, now)) : text.passkeyUnused,
    backedUp ? text.passkeySynced : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function NameForm({ passkey, done }: { passkey: Passkey; done(changed: boolean): void }) {
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => place.current?.querySelector('input')?.select(), []);

  async function submit({ name = '' }: Record<string, string>) {
    const answer = await authedCall((options) => renamePasskey(passkey.id, name.trim(), options));

    if (answer.problem) return answer.problem;
    notify({ title: text.passkeyRenamed, tone: 'success' });
    done(true);
    return null;
  }

  return (
    <div ref={place} className="rename">
      <Form
        inline
        submit={submit}
        button={messages.app.save}
        pending={messages.app.save}
        cancel={() => done(false)}
      >
        <Field
          name="name"
          label={text.passkeyName}
          judge={judgePasskeyName}
          autoComplete="off"
          enterKeyHint="done"
          defaultValue={passkey.name ?? ''}
        />
      </Form>
    </div>
  );
}

interface RowProps {
  passkey: Passkey;
  naming: boolean;
  name(): void;
  done(changed: boolean): void;
  removed(): void;
}

function Row({ passkey, naming, name, done, removed }: RowProps) {
  const [asking, setAsking] = useState(false);
  const rename = useRef<HTMLButtonElement>(null);
  const named = useRef(false);
  const title = passkey.name || text.passkeyUnnamed;

  useEffect(() => {
    if (!naming && named.current) rename.current?.focus();
    named.current = naming;
  }, [naming]);

  async function remove() {
    const answer = await authedCall((options) => removePasskey(passkey.id, options));

    if (answer.problem) tell(answer.problem, answer.error);
    else notify({ title: text.passkeyRemoved(title), tone: 'success' });
    if (!answer.problem || answer.error.status === 404) removed();
  }

  return (
    <li>
      {naming ? (
        <NameForm passkey={passkey} done={done} />
      ) : (
        <>
          <div>
            <div className="name" dir="auto">
              {title}
            </div>
            <div className="facts">{facts(passkey)}</div>
          </div>
          <div className="row-buttons">
            <Button
              ref={rename}
              variant="tertiary"
              size="sm"
              aria-label={text.passkeyRenameLabel(title)}
              onPress={name}
            >
              {text.passkeyRename}
            </Button>
            <Button
              variant="tertiary"
              size="sm"
              aria-label={text.passkeyRemoveLabel(title)}
              onPress={() => setAsking(true)}
            >
              {text.passkeyRemove}
            </Button>
          </div>
        </>
      )}
      <Suspense fallback={null}>
        {asking ? (
          <ConfirmDialog
            title={text.passkeyRemoveTitle(title)}
            text={text.passkeyRemoveText}
            button={text.passkeyRemoveButton}
            run={remove}
            close={() => setAsking(false)}
          />
        ) : null}
      </Suspense>
    </li>
  );
}

function AddButton({ added }: { added(passkey: Passkey): void }) {
  const [busy, setBusy] = useState(false);

  async function add() {
    setBusy(true);
    const answer = await authedCall((options) =>
      addPasskey(deviceName(navigator.userAgent), options),
    );

    setBusy(false);
    if (!answer.problem) {
      notify({ title: text.passkeyAdded, tone: 'success' });
      added(answer.data);
    } else if (!wasCancelled(answer.error)) {
      tell(answer.problem, answer.error);
    }
  }

  return (
    <Button className="add-passkey" variant="secondary" isPending={busy} onPress={() => void add()}>
      <Plus aria-hidden="true" />
      {busy ? text.passkeyAdding : text.passkeyAdd}
    </Button>
  );
}

function Body({ state, reload }: { state: Loaded; reload(): void }) {
  const [naming, setNaming] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const removed = useRef(false);

  // Once the dialog is gone and its button with the row: the focus would be lost with them.
  useEffect(() => {
    if (state.is !== 'here' || !removed.current) return;
    removed.current = false;
    list.current?.focus();
  }, [state]);

  if (state.is === 'loading') return <div className="rows min-h-[3.5rem]" aria-busy="true" />;
  if (state.is === 'failed')
    return (
      <>
        <p className="about" role="alert">{`${text.passkeysUnknown} ${state.message}`}</p>
        <Button variant="secondary" onPress={reload}>
          {messages.app.retry}
        </Button>
      </>
    );
  return (
    <div ref={list} tabIndex={-1} className="passkeys">
      {state.passkeys.length ? (
        <ul className="rows">
          {state.passkeys.map((passkey) => (
            <Row
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
        <p className="none">{text.passkeysNone}</p>
      )}
      {worksHere() ? (
        <AddButton
          added={({ id }) => {
            setNaming(id);
            reload();
          }}
        />
      ) : (
        <p className="about">{text.passkeysElsewhere}</p>
      )}
    </div>
  );
}

export function PasskeyList() {
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
    <section className="panel section" aria-labelledby="passkeys">
      <h2 id="passkeys">{text.passkeys}</h2>
      <p className="about">{text.passkeysText}</p>
      <Body state={state} reload={() => setRound((now) => now + 1)} />
    </section>
  );
}
