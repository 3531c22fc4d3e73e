// An authenticator's QR code with the check of its first code, and the recovery codes.

import { Copy, Download, Printer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { text, useText } from '../text';
import { Button } from '../ui/button';
import { CodeField } from '../ui/code-field';
import { Field } from '../ui/field';
import { Form, type FormProblem } from '../ui/form';
import { codesText, download, printMarked } from '../ui/lib/backup-codes';
import { codeDigits } from '../ui/lib/features';
import { say } from '../shell/toasts';
import { judgeCode } from '../ui/lib/rules';
import { keyOf } from '../ui/lib/second-step';
import { QrCode } from '../ui/qr-code';

async function copy(content: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(content);
    say({ words: done });
  } catch {
    say({ words: text().account.copyRefused });
  }
}

// A heading that moves the focus to itself, so that a screen reader reads what is new.
function StageHead({ children }: { children: string }) {
  const head = useRef<HTMLHeadingElement>(null);

  useEffect(() => head.current?.focus(), []);
  return (
    <h3 ref={head} tabIndex={-1} className="step-title">
      {children}
    </h3>
  );
}

function Scan({ address }: { address: string }) {
  const t = useText();
  const key = keyOf(address);

  return (
    <div className="qr">
      <QrCode text={address} label={t.account.qrCode} />
      <div>
        <p className="field-hint">{t.account.typeKey}</p>
        <p className="secret" dir="ltr">
          {key}
        </p>
        <Button
          look="quiet"
          size="sm"
          className="btn-flush"
          onPress={() => void copy(key.replaceAll(' ', ''), t.account.keyCopied)}
        >
          <Copy className="icon" aria-hidden="true" />
          {t.account.copyKey}
        </Button>
      </div>
    </div>
  );
}

interface SetupProps {
  address: string;
  isVerified: boolean;
  verify(code: string): Promise<FormProblem | null>;
  close(): void;
}

function FirstCode({ verify, close }: Pick<SetupProps, 'verify' | 'close'>) {
  const t = useText();
  const [round, setRound] = useState(0);
  const { totp } = codeDigits();
  const common = { name: 'code', label: t.second.labels.totp, judge: judgeCode };

  async function submit({ code = '' }: Record<string, string>) {
    const problem = await verify(code);

    if (problem?.fields.code) setRound((now) => now + 1);
    return problem;
  }

  return (
    <Form
      narrow
      submit={submit}
      button={t.account.twoStepTurnOn}
      pending={t.account.twoStepTurnOn}
      cancel={{ label: t.app.cancel, run: close }}
    >
      {totp === 6 || totp === 8 ? (
        <CodeField {...common} length={totp} round={round} />
      ) : (
        <Field
          {...common}
          autoComplete="one-time-code"
          inputMode="numeric"
          enterKeyHint="done"
          dir="ltr"
          verbatim
        />
      )}
    </Form>
  );
}

export function Setup({ address, isVerified, verify, close }: SetupProps) {
  const t = useText();

  if (isVerified)
    return (
      <div className="steps">
        <StageHead>{t.account.scan}</StageHead>
        <Scan address={address} />
        <div className="chips">
          <Button onPress={close}>{t.account.done}</Button>
        </div>
      </div>
    );
  return (
    <ol className="steps">
      <li>
        <div>
          <StageHead>{t.account.scan}</StageHead>
          <Scan address={address} />
        </div>
      </li>
      <li>
        <div>
          <h3 className="step-title">{t.account.enterCode}</h3>
          <FirstCode verify={verify} close={close} />
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
    <div className="steps">
      <StageHead>{t.account.codes}</StageHead>
      <p className="field-hint">{t.account.codesAbout}</p>
      <div className="printed">
        <p className="print-only">{t.account.codesHead(email, location.host)}</p>
        <ul className="codes" aria-label={t.account.codesList}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div className="chips">
        <Button size="sm" onPress={() => download(t.account.codesFile, content())}>
          <Download className="icon" aria-hidden="true" />
          {t.account.codesDownload}
        </Button>
        <Button size="sm" onPress={printMarked}>
          <Printer className="icon" aria-hidden="true" />
          {t.account.codesPrint}
        </Button>
        <Button size="sm" onPress={() => void copy(codes.join('\n'), t.account.codesCopied)}>
          <Copy className="icon" aria-hidden="true" />
          {t.account.codesCopy}
        </Button>
      </div>
      <div className="chips">
        <Button look="primary" onPress={close}>
          {t.account.codesKept}
        </Button>
      </div>
    </div>
  );
}
