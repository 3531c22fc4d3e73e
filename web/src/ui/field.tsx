// A field with its label above it. What is wrong with it stands below, in place of the hint.

import { CircleAlert } from 'lucide-react';
import type { HTMLAttributes, ReactNode } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import type { TextFieldAria } from 'react-aria/useTextField';
import { useField } from './use-field';

interface BelowProps {
  wiring: TextFieldAria;
  hint?: ReactNode;
}

export function Below({ wiring, hint }: BelowProps) {
  if (wiring.isInvalid)
    return (
      <span className="field-error" {...wiring.errorMessageProps}>
        <CircleAlert className="icon" aria-hidden="true" />
        <span>{wiring.validationErrors.join(' ')}</span>
      </span>
    );
  return hint ? (
    <span className="field-hint" {...wiring.descriptionProps}>
      {hint}
    </span>
  ) : null;
}

interface Labelled {
  label: string;
  action?: ReactNode; // beside the label: a link
}

interface HeadProps extends Labelled {
  wiring: TextFieldAria;
}

export function FieldHead({ wiring, label, action }: HeadProps) {
  return (
    <div className="field-label">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the wiring names it */}
      <label {...wiring.labelProps}>{label}</label>
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

export interface FieldProps extends Labelled {
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
  ...rest
}: FieldProps) {
  const { input, wiring } = useField({
    name,
    label,
    judge,
    type,
    description: hint,
    autoFocus,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    ...(onChange ? { onChange } : {}),
  });
  const props = mergeProps(wiring.inputProps, {
    ...rest,
    ...(verbatim || type === 'email' ? VERBATIM : {}),
    ...(verbatim ? { onFocus: () => input.current?.select() } : {}),
  });

  return (
    <div className="field">
      <FieldHead wiring={wiring} label={label} action={action} />
      <input {...props} ref={input} className="input" />
      <Below wiring={wiring} hint={hint} />
    </div>
  );
}
