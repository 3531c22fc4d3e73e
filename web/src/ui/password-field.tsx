// A password, which can be shown. Whether Caps Lock is on is said while it is typed.

import { Eye, EyeOff } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { Input } from 'react-aria-components/Input';
import { TextField } from 'react-aria-components/TextField';
import { Below, FieldHead, lookAgain, VERBATIM } from './field';

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
  ...input
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const watch = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const Icon = shown ? EyeOff : Eye;

  return (
    <TextField
      className="field"
      name={name}
      type={shown ? 'text' : 'password'}
      isRequired
      validate={judge}
      {...(onChange ? { onChange } : {})}
      {...(onFocus ? { onFocus } : {})}
    >
      {({ isInvalid }) => (
        <>
          <FieldHead label={label} action={action} />
          <div className="field-wrap">
            <Input
              {...input}
              {...VERBATIM}
              className="input"
              onInput={lookAgain}
              onKeyDown={watch}
              onKeyUp={watch}
              onBlur={() => setCapsLock(false)}
            />
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
          <Below isInvalid={isInvalid} hint={hint} />
          <p className="field-hint" role="status" hidden={!capsLock}>
            {capsLock ? words.capsLock : ''}
          </p>
        </>
      )}
    </TextField>
  );
}
