import { FingerprintPattern } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { text, useText } from '../text';
import { momentAgo } from '../text/format';
import { Button } from '../ui/button';
import { authedCall } from '../shell/authed-call';
import { later } from '../shell/later';
import { say } from '../shell/toasts';
import { removePasskey, type Passkey } from '../ui/lib/passkeys';
import { tell } from './tell';
import { LineText } from './section';

const NameForm = later(() => import('./passkey-name'));
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
        <Suspense fallback={null}>
          <NameForm passkey={passkey} done={done} />
        </Suspense>
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
