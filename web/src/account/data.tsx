// What becomes of the person's data: taken along, or deleted with the account.

import { ArrowLeftRight } from 'lucide-react';
import { Suspense, useState } from 'react';
import { later } from '../shell/later';
import { openOverlay } from '../shell/overlay';
import { useText } from '../text';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import type { User } from '../api/http/auth-client';
import { hasFeature } from '../ui/lib/features';
import { LineText, Section } from './section';

const DeleteDialog = later(() => import('./delete-dialog'));

function Deletion({ user }: { user: User }) {
  const t = useText();
  const [state, setState] = useState<'closed' | 'open' | 'sent'>('closed');

  return (
    <>
      {state === 'sent' ? <Banner tone="ok">{t.account.deleteMailSent(user.email)}</Banner> : null}
      <div className="line">
        <LineText
          name={t.account.delete}
          about={hasFeature('delete-mail') ? t.account.deleteMailText : t.account.deleteText}
        >
          <Button look="danger-quiet" size="sm" onPress={() => setState('open')}>
            {t.account.deleteOpen}
          </Button>
        </LineText>
      </div>
      <Suspense fallback={null}>
        {state === 'open' ? (
          <DeleteDialog
            email={user.email}
            close={() => setState('closed')}
            sent={() => setState('sent')}
          />
        ) : null}
      </Suspense>
    </>
  );
}

export function Data({ user }: { user: User }) {
  const t = useText();

  return (
    <Section id="data" title={t.account.data}>
      <div className="line">
        <LineText name={t.shell.transfer} about={t.account.transferText}>
          <Button size="sm" onPress={() => openOverlay({ is: 'transfer' })}>
            <ArrowLeftRight className="icon" aria-hidden="true" />
            {t.account.transferOpen}
          </Button>
        </LineText>
      </div>
      {hasFeature('delete') ? <Deletion user={user} /> : null}
    </Section>
  );
}
