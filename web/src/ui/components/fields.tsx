import { FieldError } from '@heroui/react/field-error';
import { Input } from '@heroui/react/input';
import { InputGroup } from '@heroui/react/input-group';
import { Label } from '@heroui/react/label';
import { TextField } from '@heroui/react/textfield';
import { Eye, EyeOff } from 'lucide-react';
import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { messages } from '../lib/messages';

// A complaint is looked at again at every key, and not only when the field is left: what has been put right is gone at
// once. React Aria looks when the browser says that the value has changed for good.
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
  inputMode?: 'email' | 'text';
  enterKeyHint?: 'next' | 'go' | 'done';
  defaultValue?: string;
  onChange?(value: string): void;
}

export function Field({ name, label, judge, type = 'text', defaultValue, onChange, ...input }: FieldProps) {
  return (
    <TextField
      name={name}
      type={type}
      isRequired
      validate={judge}
      {...(defaultValue === undefined ? {} : { defaultValue })}
      {...(onChange ? { onChange } : {})}
    >
      <Label>{label}</Label>
      <Input
        {...input}
        onInput={lookAgain}
        {...(type === 'email' ? { autoCapitalize: 'none', autoCorrect: 'off', spellCheck: false } : {})}
      />
      <div className="below"><FieldError /></div>
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

export function PasswordField({ name, label, judge, children, onChange, onFocus, ...input }: PasswordProps) {
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
        <p className="hint" role="status">{capsLock ? messages.auth.capsLock : ''}</p>
        {children}
      </div>
    </TextField>
  );
}
