import { Check } from 'lucide-react';
import { useRef, useState } from 'react';
import { useText } from '../text';
import { Avatar } from '../ui/avatar';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Form, type Values } from '../ui/form';
import { authClient, type User } from '../api/http/auth-client';
import { authedCall } from '../shell/authed-call';
import { renamed } from '../ui/lib/auth-problems';
import { VERIFIED } from '../ui/lib/mailed-links';
import { say } from '../shell/toasts';
import { hasFeature } from '../ui/lib/features';
import { judgeEmail, judgeName } from '../ui/lib/rules';
import { Section } from './section';

function Picture({ user }: { user: User }) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);

  async function change(image: string | null) {
    setBusy(true);
    const { problem } = await authedCall((options) => authClient.updateUser({ image }, options));

    setBusy(false);
    say({
      words: problem ? (problem.form ?? t.problems.unexpected) : t.account.pictureSaved,
    });
  }

  async function choose(file: File | undefined) {
    if (!file) return;
    try {
      const { pictureOf } = await import('./picture');

      await change(await pictureOf(file));
    } catch {
      say({ words: t.account.pictureRefused });
    }
  }

  return (
    <div className="profile">
      <Avatar name={user.name} picture={user.image} size="lg" />
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={(event) => {
          void choose(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button size="sm" isPending={busy} onPress={() => input.current?.click()}>
        {t.account.pictureChange}
      </Button>
      {user.image ? (
        <Button look="quiet" size="sm" isDisabled={busy} onPress={() => void change(null)}>
          {t.account.pictureRemove}
        </Button>
      ) : null}
    </div>
  );
}

export function Profile({ user }: { user: User }) {
  const t = useText();

  async function submit(values: Values) {
    const { problem } = await authedCall((options) =>
      authClient.updateUser({ name: values.name?.trim() ?? '' }, options),
    );

    if (!problem) say({ words: t.account.nameSaved });
    return problem;
  }

  return (
    <Section id="profile" title={t.account.profile} lead={t.account.profileText(user.email)}>
      <Picture user={user} />
      <Form narrow submit={submit} button={t.app.save} pending={t.account.saving}>
        <Field
          name="name"
          label={t.auth.name}
          judge={judgeName}
          autoComplete="name"
          enterKeyHint="done"
          dir="auto"
          defaultValue={user.name}
          hint={
            user.emailVerified ? (
              <Badge tone="done" icon={Check}>
                {t.account.addressConfirmed}
              </Badge>
            ) : null
          }
        />
      </Form>
    </Section>
  );
}

export function Address({ user }: { user: User }) {
  const t = useText();

  async function submit({ email = '' }: Values) {
    const newEmail = email.trim();
    const { problem } = await authedCall((options) =>
      authClient.changeEmail({ newEmail, callbackURL: VERIFIED }, options),
    );

    if (!problem) say({ words: t.account.addressSent });
    return problem && renamed(problem, { newEmail: 'email' });
  }

  const judge = (value: string) =>
    value.trim().toLowerCase() === user.email ? t.account.addressSame : judgeEmail(value);

  if (!hasFeature('change-email')) return null;
  return (
    <Section id="address" title={t.account.address} lead={t.account.addressText(user.email)}>
      <Form
        narrow
        submit={submit}
        button={t.account.addressChange}
        pending={t.account.addressChange}
      >
        <Field
          name="email"
          label={t.account.addressNew}
          judge={judge}
          type="email"
          inputMode="email"
          autoComplete="email"
          enterKeyHint="done"
        />
      </Form>
    </Section>
  );
}
