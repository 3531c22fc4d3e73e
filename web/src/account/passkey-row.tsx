import { FingerprintPattern } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { text, useText } from '../text';
import { momentAgo } from '../text/format';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { authedCall } from '../shell/authed-call';
import { later } from '../shell/later';
import { say } from '../shell/toasts';
import { removePasskey, renamePasskey, type Passkey } from '../ui/lib/passkeys';
import { judgePasskeyName } from '../ui/lib/rules';
import { tell } from './tell';
import { LineText } from './section';

const ConfirmDialog = later(() => import('./confirm-dialog'));

function facts({ createdAt, lastUsedAt, backedUp }: Passkey): string {
  const now = new Date();

  return [
    createdAt ? text().account.passkeyCreated(momentAgo(createdAt, now)) : '',
    lastUsedAt ? text().account.lastUsed(momentAgo(lastUsedAt, now)) : text().account.passkeyUnused,
    backedUp ? text().account.passkeySynced : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function NameForm({ passkey, done }: { passkey: Passkey; done(changed: boolean): void }) {
  const t = useText();
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => place.current?.querySelector('input')?.select(), []);

  async function submit({ name = '' }: Values) {
    const answer = await authedCall((options) => renamePasskey(passkey.id, name.trim(), options));

    if (answer.problem) return answer.problem;
    say({ words: t.account.passkeyRenamed });
    done(true);
    return null;
  }

  return (
    <div ref={place}>
      <Form
        narrow
        submit={submit}
        button={t.app.save}
        pending={t.app.save}
        cancel={{ label: t.app.cancel, run: () => done(false) }}
      >
        <Field
          name="name"
          label={t.account.passkeyName}
          judge={judgePasskeyName}
          autoComplete="off"
          enterKeyHint="done"
          dir="auto"
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

export function PasskeyRow({ passkey, naming, name, done, removed }: RowProps) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const rename = useRef<HTMLButtonElement>(null);
  const named = useRef(false);
  const title = passkey.name || t.account.passkeyUnnamed;

  useEffect(() => {
    if (!naming && named.current) rename.current?.focus();
    named.current = naming;
  }, [naming]);

  async function remove() {
    const answer = await authedCall((options) => removePasskey(passkey.id, options));

    if (answer.problem) tell(answer.problem, answer.error);
    else say({ words: t.account.passkeyRemoved(title) });
    if (!answer.problem || answer.error.status === 404) removed();
  }

  return (
    <li>
      {naming ? (
        <NameForm passkey={passkey} done={done} />
      ) : (
        <LineText
          icon={<FingerprintPattern className="icon" />}
          name={<span dir="auto">{title}</span>}
          about={facts(passkey)}
        >
          <Button
            ref={rename}
            size="sm"
            aria-label={t.account.passkeyRenameLabel(title)}
            onPress={name}
          >
            {t.account.passkeyRename}
          </Button>
          <Button
            size="sm"
            aria-label={t.account.passkeyRemoveLabel(title)}
            onPress={() => setAsking(true)}
          >
            {t.account.passkeyRemove}
          </Button>
        </LineText>
      )}
      <Suspense fallback={null}>
        {asking ? (
          <ConfirmDialog
            title={t.account.passkeyRemoveTitle(title)}
            text={t.account.passkeyRemoveText}
            button={t.account.passkeyRemoveButton}
            run={remove}
            close={() => setAsking(false)}
          />
        ) : null}
      </Suspense>
    </li>
  );
}
