// An authenticator's QR code with the check of its first code, and the backup codes.

import { Button } from '@heroui/react/button';
import { Copy, Download, Printer } from 'lucide-react';
import { codesText, download, printMarked } from '../lib/backup-codes';
import type { AuthProblem } from '../lib/auth-problems';
import { messages } from '../lib/messages';
import { notify } from '../lib/notify';
import { judgeCode } from '../lib/rules';
import { keyOf } from '../lib/second-step';
import { Field } from './fields';
import { Form } from './form';
import { QrCode } from './qr-code';
import { StageHead } from './stage-head';

const text = messages.account;

async function copy(content: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(content);
    notify({ title: done, tone: 'success' });
  } catch {
    notify({ title: text.copyRefused, tone: 'danger' });
  }
}

function Scan({ address }: { address: string }) {
  const key = keyOf(address);

  return (
    <div className="scan">
      <QrCode text={address} label={text.qrCode} />
      <div>
        <p className="hint">{text.typeKey}</p>
        <p className="secret">{key}</p>
        <Button
          variant="tertiary"
          size="sm"
          onPress={() => void copy(key.replaceAll(' ', ''), text.keyCopied)}
        >
          <Copy aria-hidden="true" />
          {text.copyKey}
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
  if (isVerified)
    return (
      <div className="stage">
        <StageHead>{text.scan}</StageHead>
        <Scan address={address} />
        <div className="buttons">
          <Button variant="secondary" onPress={close}>
            {text.done}
          </Button>
        </div>
      </div>
    );
  return (
    <ol className="steps stage">
      <li>
        <div>
          <StageHead>{text.scan}</StageHead>
          <Scan address={address} />
        </div>
      </li>
      <li>
        <div>
          <h3 className="stage-head" id="first-code">
            {text.enterCode}
          </h3>
          <Form
            inline
            submit={({ code = '' }) => verify(code)}
            button={text.twoStepTurnOn}
            pending={text.twoStepTurnOn}
            cancel={close}
          >
            <Field
              name="code"
              label={messages.second.labels.totp}
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
  const content = () => codesText(codes, email, location.host, new Date());

  return (
    <div className="stage">
      <StageHead>{text.codes}</StageHead>
      <p className="about">{text.codesAbout}</p>
      <div className="printed">
        <p className="print-only">{text.codesHead(email, location.host)}</p>
        <ul className="codes" aria-label={text.codesList}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div className="buttons">
        <Button variant="tertiary" onPress={() => download(text.codesFile, content())}>
          <Download aria-hidden="true" />
          {text.codesDownload}
        </Button>
        <Button variant="tertiary" onPress={printMarked}>
          <Printer aria-hidden="true" />
          {text.codesPrint}
        </Button>
        <Button variant="tertiary" onPress={() => void copy(codes.join('\n'), text.codesCopied)}>
          <Copy aria-hidden="true" />
          {text.codesCopy}
        </Button>
      </div>
      <div className="buttons">
        <Button variant="secondary" onPress={close}>
          {text.codesKept}
        </Button>
      </div>
    </div>
  );
}
