import { Laptop, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../text';
import { momentAgo } from '../text/format';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { authClient, type Session } from '../api/http/auth-client';
import { authedCall } from '../shell/authed-call';
import { deviceName } from '../ui/lib/device';
import { LineText } from './section';
import { tellOutcome } from './tell';

const MOBILE = /\b(iPhone|Android|Mobile)\b/;

interface SessionRowProps {
  session: Session;
  isHere: boolean;
  ended(): void;
}

export function SessionRow({ session, isHere, ended }: SessionRowProps) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const device = deviceName(session.userAgent);
  const now = new Date();
  const Icon = MOBILE.test(session.userAgent ?? '') ? Smartphone : Laptop;

  async function end() {
    setBusy(true);
    const { problem } = await authedCall((options) =>
      authClient.revokeSession({ token: session.token }, options),
    );

    setBusy(false);
    if (tellOutcome(problem, t.account.ended(device))) ended();
  }

  return (
    <li>
      <LineText
        icon={<Icon className="icon" />}
        name={
          <>
            {device}
            {isHere ? <Badge tone="done">{t.account.thisDevice}</Badge> : null}
          </>
        }
        about={[
          session.ipAddress || t.account.unknownAddress,
          t.account.lastUsed(momentAgo(session.updatedAt, now)),
          t.account.since(momentAgo(session.createdAt, now)),
        ].join(' · ')}
      >
        {isHere ? null : (
          <Button
            size="sm"
            isPending={busy}
            aria-label={t.account.endLabel(device)}
            onPress={() => void end()}
          >
            {t.account.end}
          </Button>
        )}
      </LineText>
    </li>
  );
}
