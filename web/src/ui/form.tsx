// A form. What is wrong stands at its field, and what is wrong with the whole of it at the top. It
// is disabled until the page is hydrated: sent by the browser itself, it would put a password into
// an address.

import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Form as AriaForm } from 'react-aria-components/Form';
import { Banner } from './banner';
import { Button } from './button';
import { useDoorText } from '../text';
import { useHydrated } from './hooks';

export type Values = Record<string, string>;

export interface FormProblem {
  fields: Record<string, string>; // by the input's name
  form: string | null;
  elsewhere?: { label: string; href: string }; // where it would work
}

interface FormProps {
  // Returns the problem, or null on success.
  submit(values: Values, form: HTMLFormElement): Promise<FormProblem | null>;
  button: string;
  pending: string;
  narrow?: boolean; // among other things, not the form of the page
  danger?: boolean;
  label?: string;
  cancel?: { label: string; run(): void }; // Escape does the same
  children: ReactNode;
}

export function Problem({ form, elsewhere }: Omit<FormProblem, 'fields'>) {
  return (
    <Banner
      tone="error"
      action={
        elsewhere ? (
          <a className="btn btn-sm" href={elsewhere.href}>
            {elsewhere.label}
          </a>
        ) : null
      }
    >
      {form}
    </Banner>
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
  narrow = false,
  danger = false,
  label,
  cancel,
  children,
}: FormProps) {
  const hydrated = useHydrated();
  const { language } = useDoorText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FormProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const leave = useRef(cancel?.run);

  useEffect(() => {
    leave.current = cancel?.run;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: its words are of another language
  useEffect(() => setProblem(null), [language]);
  useEffect(() => {
    if (problem) focusFirst(form.current, Object.keys(problem.fields));
  }, [problem]);
  useEffect(() => {
    const element = form.current;
    const listen = ({ key }: KeyboardEvent) => key === 'Escape' && leave.current?.();

    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, []);

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
      <fieldset disabled={!hydrated} className={narrow ? 'form form-narrow' : 'form'}>
        {problem?.form ? <Problem {...problem} /> : null}
        {children}
        <div className={narrow ? 'chips' : 'form-foot'}>
          <Button
            type="submit"
            look={danger ? 'danger' : 'primary'}
            block={!narrow}
            isPending={busy}
            pending={pending}
          >
            {button}
          </Button>
          {cancel ? (
            <Button look="quiet" onPress={cancel.run}>
              {cancel.label}
            </Button>
          ) : null}
        </div>
      </fieldset>
    </AriaForm>
  );
}
