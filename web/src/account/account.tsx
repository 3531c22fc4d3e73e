import { useEffect, useState, type ReactNode } from 'react';
import { openWorkspace } from '../api';
import { Frame } from '../shell/frame';
import { PersonProvider } from '../shell/person';
import { useText } from '../text';
import { SessionGate } from '../shell/session-gate';
import type { SessionData } from '../api/http/auth-client';
import { hasFeature } from '../ui/lib/features';
import { Skeleton } from '../ui/skeleton';
import { Data } from './data';
import { Passkeys } from './passkeys';
import { Password } from './password';
import { Preferences } from './preferences';
import { Address, Profile } from './profile';
import { Sessions } from './sessions';
import { TwoStep } from './two-step';

function useParts() {
  const t = useText().account;

  return [
    ['profile', t.profile],
    ...(hasFeature('change-email') ? [['address', t.address] as const] : []),
    ['preferences', t.preferences],
    ['password', t.password],
    ...(hasFeature('passkeys') ? [['passkeys', t.passkeys] as const] : []),
    ...(hasFeature('two-factor') ? [['two-step', t.twoStep] as const] : []),
    ['sessions', t.sessions],
    ['data', t.data],
  ] as const;
}

function Parts() {
  const t = useText();

  return (
    <nav className="settings-nav" aria-label={t.account.title}>
      {useParts().map(([id, title]) => (
        <a key={id} className="side-item" href={`#${id}`}>
          {title}
        </a>
      ))}
    </nav>
  );
}

function Account({ user, session }: SessionData) {
  const [round, setRound] = useState(0);

  useEffect(() => {
    openWorkspace(user.id);
  }, [user.id]);
  // The part that the address names was not there when the page came.
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), []);

  return (
    <div className="settings">
      <Parts />
      <div>
        <Profile user={user} />
        <Address user={user} />
        <Preferences />
        <Password user={user} changed={() => setRound((now) => now + 1)} />
        {hasFeature('passkeys') ? <Passkeys /> : null}
        {hasFeature('two-factor') ? <TwoStep user={user} /> : null}
        <Sessions key={round} here={session.id} />
        <Data user={user} />
      </div>
    </div>
  );
}

function Page({ children }: { children: ReactNode }) {
  const t = useText();

  return (
    <>
      <title>{t.title(t.account.title)}</title>
      <header className="page-head">
        <div>
          <h1 className="page-title">{t.account.title}</h1>
        </div>
      </header>
      {children}
    </>
  );
}

function Waiting() {
  const t = useText();

  return (
    <Frame wide>
      <Page>
        <Skeleton lines={6} label={t.app.loading} />
      </Page>
    </Frame>
  );
}

// overlays: what the keys of the shell open.
export function AccountScreen({ overlays }: { overlays?: ReactNode }) {
  return (
    <SessionGate waiting={<Waiting />}>
      {(data) => (
        <PersonProvider value={data.user}>
          <Frame wide>
            <Page>
              <Account key={data.user.id} {...data} />
            </Page>
          </Frame>
          {overlays}
        </PersonProvider>
      )}
    </SessionGate>
  );
}
