// A form that asks the issuer: told at the field what is wrong, at the top what is wrong with all of it, and dead
// until the page is alive, so that no submission can put a password into an address.

import { Button } from '@heroui/react/button';
import { Form as AriaForm } from '@heroui/react/form';
import { CircleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { AuthProblem } from '../lib/auth-problems';
import { useHydrated } from './hooks';

type Values = Record<string, string>;

interface FormProps {
  // Answers with what is wrong, or null when it is done.
  submit(values: Values, form: HTMLFormElement): Promise<AuthProblem | null>;
  button: string;
  pending: string;
  inline?: boolean;
  tone?: 'primary' | 'danger';
  children: ReactNode;
  label?: string;
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
  const fields = [...(form?.elements ?? [])].filter((element) => element instanceof HTMLInputElement);

  fields.find((field) => names.includes(field.name))?.focus();
}

export function Form({ submit, button, pending, inline = false, tone = 'primary', children, label }: FormProps) {
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AuthProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (problem)
      focusFirst(form.current, Object.keys(problem.fields));
  }, [problem]);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy)
      return;
    const element = event.currentTarget;
    const values = Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)]));

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
        <Button type="submit" variant={tone} isPending={busy}>{busy ? pending : button}</Button>
      </fieldset>
    </AriaForm>
  );
}
