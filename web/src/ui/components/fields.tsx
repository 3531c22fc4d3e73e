import { FieldError } from '@heroui/react/field-error';
import { Input } from '@heroui/react/input';
import { InputGroup } from '@heroui/react/input-group';
import { Label } from '@heroui/react/label';
import { TextField } from '@heroui/react/textfield';
import { Eye, EyeOff } from 'lucide-react';
import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { messages } from '../lib/messages';

// An error is checked again at every key press, so that it disappears as soon as it is corrected.
// React Aria alone would check when the field is left.
export function lookAgain(event: FormEvent<HTMLInputElement | HTMLTextAreaElement>): void {
  const field = event.currentTarget;

  if (field.getAttribute('aria-invalid') === 'true')
    requestAnimationFrame(() => field.dispatchEvent(new Event('change', { bubbles: true })));
}

interface FieldProps {
  name: string;
  label: string;
  judge(value: string): string | null;
  autoComplete: string;
  type?: 'text' | 'email';
  inputMode?: 'email' | 'text' | 'numeric';
  enterKeyHint?: 'next' | 'go' | 'done';
  defaultValue?: string;
  describedBy?: string;
  code?: boolean; // signs to be copied: never corrected, and all chosen when one comes back
  onChange?(value: string): void;
}

export function Field({
  name,
  label,
  judge,
  type = 'text',
  defaultValue,
  describedBy,
  code = false,
  onChange,
  ...input
}: FieldProps) {
  return (
    <TextField
      name={name}
      type={type}
      isRequired
      validate={judge}
      {...(defaultValue === undefined ? {} : { defaultValue })}
      {...(describedBy ? { 'aria-describedby': describedBy } : {})}
      {...(onChange ? { onChange } : {})}
    >
      <Label>{label}</Label>
      <Input
        {...input}
        onInput={lookAgain}
        {...(code
          ? { className: 'code-input', onFocus: (event) => event.currentTarget.select() }
          : {})}
        {...(code || type === 'email'
          ? { autoCapitalize: 'none', autoCorrect: 'off', spellCheck: false }
          : {})}
      />
      <div className="below">
        <FieldError />
      </div>
    </TextField>
  );
}

interface PasswordProps {
  name: string;
  label: string;
  judge(value: string): string | null;
  autoComplete: 'current-password' | 'new-password';
  enterKeyHint?: 'next' | 'go' | 'done';
  children?: ReactNode;
  onChange?(value: string): void;
  onFocus?(): void;
}

export function PasswordField({
  name,
  label,
  judge,
  children,
  onChange,
  onFocus,
  ...input
}: PasswordProps) {
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const watch = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));

  return (
    <TextField
      name={name}
      type={shown ? 'text' : 'password'}
      isRequired
      validate={judge}
      {...(onChange ? { onChange } : {})}
      {...(onFocus ? { onFocus } : {})}
    >
      <Label>{label}</Label>
      <InputGroup>
        <InputGroup.Input
          {...input}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          onInput={lookAgain}
          onKeyDown={watch}
          onKeyUp={watch}
          onBlur={() => setCapsLock(false)}
        />
        <InputGroup.Suffix>
          <button
            type="button"
            className="icon-button"
            aria-pressed={shown}
            aria-label={messages.auth.show}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
          </button>
        </InputGroup.Suffix>
      </InputGroup>
      <div className={children ? 'below tall' : 'below'}>
        <FieldError />
        <p className="hint" role="status">
          {capsLock ? messages.auth.capsLock : ''}
        </p>
        {children}
      </div>
    </TextField>
  );
}
