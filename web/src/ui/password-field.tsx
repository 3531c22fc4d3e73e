// A password, which can be shown. Whether Caps Lock is on is said while it is typed.

import { Eye, EyeOff } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { Below, FieldHead, VERBATIM } from './field';
import { useField } from './use-field';

interface PasswordFieldProps {
  name: string;
  label: string;
  action?: ReactNode;
  words: { show: string; capsLock: string };
  judge(value: string): string | null;
  autoComplete: 'current-password' | 'new-password';
  enterKeyHint?: 'next' | 'go' | 'done';
  hint?: ReactNode;
  children?: ReactNode; // between the field and its hint
  onChange?(value: string): void;
  onFocus?(): void;
}

export function PasswordField({
  name,
  label,
  action,
  words,
  judge,
  hint,
  children,
  onChange,
  onFocus,
  ...rest
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const watch = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const Icon = shown ? EyeOff : Eye;

  const { input, wiring } = useField({
    name,
    label,
    judge,
    type: shown ? 'text' : 'password',
    description: hint,
    ...(onChange ? { onChange } : {}),
    ...(onFocus ? { onFocus } : {}),
  });
  const props = mergeProps(wiring.inputProps, {
    ...rest,
    ...VERBATIM,
    onKeyDown: watch,
    onKeyUp: watch,
    onBlur: () => setCapsLock(false),
  });

  return (
    <div className="field">
      <FieldHead wiring={wiring} label={label} action={action} />
      <div className="field-wrap">
        <input {...props} ref={input} className="input" />
        <button
          type="button"
          className="btn btn-quiet btn-icon"
          aria-pressed={shown}
          aria-label={words.show}
          onClick={() => setShown(!shown)}
        >
          <Icon className="icon" aria-hidden="true" />
        </button>
      </div>
      {children}
      <Below wiring={wiring} hint={hint} />
      <p className="field-hint" role="status" hidden={!capsLock}>
        {capsLock ? words.capsLock : ''}
      </p>
    </div>
  );
}
