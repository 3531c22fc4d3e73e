// A new name for a passkey.

import { useEffect, useRef } from 'react';
import { authedCall } from '../shell/authed-call';
import { say } from '../shell/toasts';
import { useText } from '../text';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { renamePasskey, type Passkey } from '../ui/lib/passkeys';
import { judgePasskeyName } from '../ui/lib/rules';

interface NameProps {
  passkey: Passkey;
  done(changed: boolean): void;
}

export default function NameForm({ passkey, done }: NameProps) {
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
