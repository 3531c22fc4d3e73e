// A field with its label above it. What is wrong with it stands below, in place of the hint, from
// leaving the field or sending the form until it is right.

import { CircleAlert } from 'lucide-react';
import type { FormEvent, HTMLAttributes, ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';

// React Aria alone would check again only when the field is left.
export function lookAgain(event: FormEvent<HTMLInputElement | HTMLTextAreaElement>): void {
  const field = event.currentTarget;

  if (field.getAttribute('aria-invalid') === 'true')
    requestAnimationFrame(() => field.dispatchEvent(new Event('change', { bubbles: true })));
}

interface BelowProps {
  isInvalid: boolean;
  hint?: ReactNode;
}

export function Below({ isInvalid, hint }: BelowProps) {
  if (isInvalid)
    return (
      <FieldError className="field-error">
        {({ validationErrors }) => (
          <>
            <CircleAlert className="icon" aria-hidden="true" />
            <span>{validationErrors.join(' ')}</span>
          </>
        )}
      </FieldError>
    );
  return hint ? (
    <Text slot="description" className="field-hint">
      {hint}
    </Text>
  ) : null;
}

interface HeadProps {
  label: string;
  action?: ReactNode; // beside the label: a link
}

export function FieldHead({ label, action }: HeadProps) {
  return (
    <div className="field-label">
      <Label>{label}</Label>
      {action}
    </div>
  );
}

// Of an address or a code nothing is corrected while it is typed.
export const VERBATIM = {
  autoCapitalize: 'none',
  autoCorrect: 'off',
  spellCheck: false,
} as const;

export interface FieldProps extends HeadProps {
  name: string;
  judge(value: string): string | null;
  autoComplete: string;
  type?: 'text' | 'email';
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  enterKeyHint?: 'next' | 'go' | 'done';
  defaultValue?: string;
  hint?: ReactNode;
  describedBy?: string;
  verbatim?: boolean; // signs to be copied, all of them chosen when one comes back
  dir?: 'auto' | 'ltr';
  autoFocus?: boolean;
  onChange?(value: string): void;
}

export function Field({
  name,
  label,
  action,
  judge,
  type = 'text',
  defaultValue,
  hint,
  describedBy,
  verbatim = false,
  autoFocus = false,
  onChange,
  ...input
}: FieldProps) {
  return (
    <TextField
      className="field"
      name={name}
      type={type}
      isRequired
      validate={judge}
      autoFocus={autoFocus}
      {...(defaultValue === undefined ? {} : { defaultValue })}
      {...(describedBy ? { 'aria-describedby': describedBy } : {})}
      {...(onChange ? { onChange } : {})}
    >
      {({ isInvalid }) => (
        <>
          <FieldHead label={label} action={action} />
          <Input
            {...input}
            className="input"
            onInput={lookAgain}
            {...(verbatim ? { onFocus: (event) => event.currentTarget.select() } : {})}
            {...(verbatim || type === 'email' ? VERBATIM : {})}
          />
          <Below isInvalid={isInvalid} hint={hint} />
        </>
      )}
    </TextField>
  );
}
