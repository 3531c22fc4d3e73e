// An authenticator's QR code with the check of its first code, and the backup codes.

import { Button } from '@heroui/react/button';
import { Copy, Download, Printer } from 'lucide-react';
import { codesText, download, printMarked } from '../lib/backup-codes';
import type { AuthProblem } from '../lib/auth-problems';
import { text, useText } from '../../text';
import { notify } from '../lib/notify';
import { judgeCode } from '../lib/rules';
import { keyOf } from '../lib/second-step';
import { Field } from './fields';
import { Form } from './form';
import { QrCode } from '../qr-code';
import { StageHead } from './stage-head';

async function copy(content: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(content);
    notify({ title: done, tone: 'success' });
  } catch {
    notify({ title: text().account.copyRefused, tone: 'danger' });
  }
}

function Scan({ address }: { address: string }) {
  const t = useText();
  const key = keyOf(address);

  return (
    <div className="scan">
      <QrCode text={address} label={t.account.qrCode} />
      <div>
        <p className="hint">{t.account.typeKey}</p>
        <p className="secret">{key}</p>
        <Button
          variant="tertiary"
          size="sm"
          onPress={() => void copy(key.replaceAll(' ', ''), t.account.keyCopied)}
        >
          <Copy aria-hidden="true" />
          {t.account.copyKey}
        </Button>
      </div>
    </div>
  );
}

interface SetupProps {
  address: string;
  isVerified: boolean;
  verify(code: string): Promise<AuthProblem | null>;
  close(): void;
}

export function Setup({ address, isVerified, verify, close }: SetupProps) {
  const t = useText();

  if (isVerified)
    return (
      <div className="stage">
        <StageHead>{t.account.scan}</StageHead>
        <Scan address={address} />
        <div className="buttons">
          <Button variant="secondary" onPress={close}>
            {t.account.done}
          </Button>
        </div>
      </div>
    );
  return (
    <ol className="steps stage">
      <li>
        <div>
          <StageHead>{t.account.scan}</StageHead>
          <Scan address={address} />
        </div>
      </li>
      <li>
        <div>
          <h3 className="stage-head" id="first-code">
            {t.account.enterCode}
          </h3>
          <Form
            inline
            submit={({ code = '' }) => verify(code)}
            button={t.account.twoStepTurnOn}
            pending={t.account.twoStepTurnOn}
            cancel={close}
          >
            <Field
              name="code"
              label={t.second.labels.totp}
              judge={judgeCode}
              autoComplete="one-time-code"
              inputMode="numeric"
              enterKeyHint="done"
              code
            />
          </Form>
        </div>
      </li>
    </ol>
  );
}

interface CodesProps {
  codes: string[];
  email: string;
  close(): void;
}

export function Codes({ codes, email, close }: CodesProps) {
  const t = useText();
  const content = () => codesText(codes, email, location.host, new Date());

  return (
    <div className="stage">
      <StageHead>{t.account.codes}</StageHead>
      <p className="about">{t.account.codesAbout}</p>
      <div className="printed">
        <p className="print-only">{t.account.codesHead(email, location.host)}</p>
        <ul className="codes" aria-label={t.account.codesList}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div className="buttons">
        <Button variant="tertiary" onPress={() => download(t.account.codesFile, content())}>
          <Download aria-hidden="true" />
          {t.account.codesDownload}
        </Button>
        <Button variant="tertiary" onPress={printMarked}>
          <Printer aria-hidden="true" />
          {t.account.codesPrint}
        </Button>
        <Button
          variant="tertiary"
          onPress={() => void copy(codes.join('\n'), t.account.codesCopied)}
        >
          <Copy aria-hidden="true" />
          {t.account.codesCopy}
        </Button>
      </div>
      <div className="buttons">
        <Button variant="secondary" onPress={close}>
          {t.account.codesKept}
        </Button>
      </div>
    </div>
  );
}
