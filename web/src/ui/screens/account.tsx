import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '@heroui/react/button';
import { Field, PasswordField } from '../components/fields';
import { Form, Notice } from '../components/form';
import { AppLayout } from '../components/app-layout';
import { NewPassword } from '../components/new-password';
import { PasskeyList } from '../components/passkey-list';
import { Preferences } from '../components/preferences';
import { SessionGate } from '../components/session-gate';
import { SessionList } from '../components/session-list';
import { TwoStep } from '../components/two-step';
import { authedCall } from '../lib/authed-call';
import { renamed } from '../lib/auth-problems';
import { authClient, type SessionData, type User } from '../lib/auth-client';
import { hasFeature } from '../lib/features';
import { VERIFIED } from '../lib/mailed-links';
import { messages } from '../lib/messages';
import { notify } from '../lib/notify';
import { judgeEmail, judgeName, judgePassword } from '../lib/rules';

const DeleteDialog = lazy(() => import('../components/delete-dialog'));
const text = messages.account;

function Profile({ user }: { user: User }) {
  async function submit(values: Record<string, string>) {
    const { problem } = await authedCall((options) =>
      authClient.updateUser({ name: values.name?.trim() ?? '' }, options),
    );

    if (!problem) notify({ title: text.nameSaved, tone: 'success' });
    return problem;
  }

  return (
    <section className="panel section" aria-labelledby="profile">
      <h2 id="profile">{text.profile}</h2>
      <p className="about">{text.profileText(user.email)}</p>
      <Form inline submit={submit} button={messages.app.save} pending={messages.app.save}>
        <Field
          name="name"
          label={messages.auth.name}
          judge={judgeName}
          autoComplete="name"
          enterKeyHint="done"
          defaultValue={user.name}
        />
      </Form>
    </section>
  );
}

function Address({ user }: { user: User }) {
  async function submit({ email = '' }: Record<string, string>) {
    const newEmail = email.trim();
    const { problem } = await authedCall((options) =>
      authClient.changeEmail({ newEmail, callbackURL: VERIFIED }, options),
    );

    if (!problem) notify({ title: text.addressSent, tone: 'success' });
    return problem && renamed(problem, { newEmail: 'email' });
  }

  const judge = (value: string) =>
    value.trim().toLowerCase() === user.email ? text.addressSame : judgeEmail(value);

  return (
    <section className="panel section" aria-labelledby="address">
      <h2 id="address">{text.address}</h2>
      <p className="about">{text.addressText(user.email)}</p>
      <Form inline submit={submit} button={text.addressChange} pending={text.addressChange}>
        <Field
          name="email"
          label={text.addressNew}
          judge={judge}
          type="email"
          inputMode="email"
          autoComplete="email"
          enterKeyHint="done"
        />
      </Form>
    </section>
  );
}

function Password({ user, changed }: { user: User; changed(): void }) {
  // The form is reset after success: no password stays in it.
  const [round, setRound] = useState(0);

  async function submit(values: Record<string, string>) {
    const { problem } = await authedCall((options) =>
      authClient.changePassword(
        {
          currentPassword: values.current ?? '',
          newPassword: values.new ?? '',
          revokeOtherSessions: values.others === 'on',
        },
        options,
      ),
    );

    if (problem) return renamed(problem, { password: 'current', newPassword: 'new' });
    notify({ title: text.changed, tone: 'success' });
    setRound((now) => now + 1);
    changed();
    return null;
  }

  return (
    <section className="panel section" aria-labelledby="password">
      <h2 id="password">{text.password}</h2>
      <Form key={round} inline submit={submit} button={text.change} pending={text.change}>
        {/* Tells password managers which account the password belongs to. */}
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={user.email}
          readOnly
          hidden
        />
        <PasswordField
          name="current"
          label={text.current}
          judge={judgePassword}
          autoComplete="current-password"
          enterKeyHint="next"
        />
        <NewPassword
          name="new"
          label={text.new}
          known={() => [user.name, ...user.email.split(/[@.]/)]}
        />
        <label className="check">
          <input type="checkbox" name="others" defaultChecked />
          {text.signOutOthers}
        </label>
      </Form>
    </section>
  );
}

function Deletion({ user }: { user: User }) {
  const [state, setState] = useState<'closed' | 'open' | 'sent'>('closed');

  return (
    <section className="panel section" aria-labelledby="delete">
      <h2 id="delete">{text.delete}</h2>
      <p className="about">{hasFeature('delete-mail') ? text.deleteMailText : text.deleteText}</p>
      {state === 'sent' ? <Notice>{text.deleteMailSent(user.email)}</Notice> : null}
      <Button variant="danger-soft" onPress={() => setState('open')}>
        {text.deleteOpen}
      </Button>
      <Suspense fallback={null}>
        {state === 'open' ? (
          <DeleteDialog
            email={user.email}
            close={() => setState('closed')}
            sent={() => setState('sent')}
          />
        ) : null}
      </Suspense>
    </section>
  );
}

function Page({ children }: { children: ReactNode }) {
  return (
    <>
      <title>{messages.title(text.title)}</title>
      <h1 className="heading">{text.title}</h1>
      {children}
    </>
  );
}

function Account({ user, session }: SessionData) {
  const [round, setRound] = useState(0);

  return (
    <div className="sections">
      <Profile user={user} />
      {hasFeature('change-email') ? <Address user={user} /> : null}
      <Password user={user} changed={() => setRound((now) => now + 1)} />
      {hasFeature('two-factor') ? <TwoStep user={user} /> : null}
      {hasFeature('passkeys') ? <PasskeyList /> : null}
      <SessionList key={round} here={session.id} />
      <Preferences />
      {hasFeature('delete') ? <Deletion user={user} /> : null}
    </div>
  );
}

// Placeholders of the sections, with their usual heights.
function Waiting() {
  return (
    <div className="sections" aria-busy="true">
      <p className="sr-only" role="status">
        {messages.app.loading}
      </p>
      {[12, 24, 16].map((rem) => (
        <div key={rem} className="panel section late" data-skeleton={rem} />
      ))}
    </div>
  );
}

export function AccountScreen() {
  return (
    <AppLayout>
      <SessionGate
        waiting={
          <Page>
            <Waiting />
          </Page>
        }
      >
        {(data) => (
          <Page>
            <Account key={data.user.id} {...data} />
          </Page>
        )}
      </SessionGate>
    </AppLayout>
  );
}
