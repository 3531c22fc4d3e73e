// A form that calls the issuer. Errors appear at their field, errors of the whole form at the top.
// The form is disabled until the page is hydrated: submitted by the browser itself, it would put a
// password into a URL.

import { Button } from '@heroui/react/button';
import { Form as AriaForm } from '@heroui/react/form';
import { CircleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { AuthProblem } from '../lib/auth-problems';
import { messages } from '../lib/messages';
import { useHydrated } from './hooks';

type Values = Record<string, string>;

interface FormProps {
  // Returns the problem, or null on success.
  submit(values: Values, form: HTMLFormElement): Promise<AuthProblem | null>;
  button: string;
  pending: string;
  inline?: boolean;
  tone?: 'primary' | 'danger';
  children: ReactNode;
  label?: string;
  cancel?(): void; // with it there is a second button, and Escape does the same
}

export function Notice({ bad = false, children }: { bad?: boolean; children: ReactNode }) {
  return (
    <div className={bad ? 'notice bad' : 'notice'} role={bad ? 'alert' : 'status'}>
      <CircleAlert aria-hidden="true" />
      <span>{children}</span>
    </div>
  );
}

function focusFirst(form: HTMLFormElement | null, names: string[]): void {
  const fields = [...(form?.elements ?? [])].filter(
    (element) => element instanceof HTMLInputElement,
  );

  fields.find((field) => names.includes(field.name))?.focus();
}

export function Form({
  submit,
  button,
  pending,
  inline = false,
  tone = 'primary',
  children,
  label,
  cancel,
}: FormProps) {
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AuthProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (problem) focusFirst(form.current, Object.keys(problem.fields));
  }, [problem]);

  useEffect(() => {
    const element = form.current;
    const leave = ({ key }: KeyboardEvent) => key === 'Escape' && cancel?.();

    element?.addEventListener('keydown', leave);
    return () => element?.removeEventListener('keydown', leave);
  }, [cancel]);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const element = event.currentTarget;
    const values = Object.fromEntries(
      [...new FormData(element)].map(([name, value]) => [name, String(value)]),
    );

    setBusy(true);
    setProblem(null);
    try {
      setProblem(await submit(values, element));
    } finally {
      setBusy(false);
    }
  }

  return (
    <AriaForm
      ref={form}
      method="post"
      onSubmit={(event) => void send(event)}
      {...(label ? { 'aria-label': label } : {})}
      {...(problem ? { validationErrors: problem.fields } : {})}
    >
      {problem?.form ? <Notice bad>{problem.form}</Notice> : null}
      <fieldset disabled={!hydrated} className={inline ? 'gate fields compact' : 'gate fields'}>
        {children}
        <div className="form-buttons">
          <Button type="submit" variant={tone} isPending={busy}>
            {busy ? pending : button}
          </Button>
          {cancel ? (
            <Button variant="tertiary" onPress={cancel}>
              {messages.app.cancel}
            </Button>
          ) : null}
        </div>
      </fieldset>
    </AriaForm>
  );
}
