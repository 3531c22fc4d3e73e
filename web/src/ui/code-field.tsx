// A code of some digits: one input, drawn as a box for each digit. A pasted code may have blanks.

import { useEffect, useRef, useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { Below, VERBATIM } from './field';

interface CodeFieldProps {
  name: string;
  label: string;
  length: 6 | 8;
  judge(value: string): string | null;
  describedBy?: string;
  autoFocus?: boolean;
  round?: number; // another one clears the code, and takes the focus
  full?(code: string, input: HTMLInputElement): void; // once, when the last digit is there
}

export const digitsOf = (text: string, length: number): string =>
  text.replace(/\D/g, '').slice(0, length);

export function CodeField({
  name,
  label,
  length,
  judge,
  describedBy,
  autoFocus = false,
  round = 0,
  full,
}: CodeFieldProps) {
  const [code, setCode] = useState('');
  const [isIn, setIsIn] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (!round) return;
    setCode('');
    input.current?.focus();
  }, [round]);

  function change(text: string) {
    const digits = digitsOf(text, length);

    setCode(digits);
    // Once the input has the digits, which a form reads from it.
    if (digits.length === length && code.length < length)
      requestAnimationFrame(() => input.current && full?.(digits, input.current));
  }

  return (
    <TextField
      className="field"
      name={name}
      isRequired
      value={code}
      validate={judge}
      onChange={change}
      autoFocus={autoFocus}
      {...(describedBy ? { 'aria-describedby': describedBy } : {})}
    >
      {({ isInvalid }) => (
        <>
          <Label className="sr">{label}</Label>
          <div className={length === 6 ? 'code' : 'code code-8'}>
            {[...Array(length).keys()].map((place) => (
              <span
                key={place}
                className="input"
                aria-hidden="true"
                aria-invalid={isInvalid}
                {...(isIn && place === Math.min(code.length, length - 1)
                  ? { 'data-focus-visible': '' }
                  : {})}
              >
                {code[place] ?? ''}
              </span>
            ))}
            <Input
              {...VERBATIM}
              ref={input}
              className="code-input"
              inputMode="numeric"
              autoComplete="one-time-code"
              enterKeyHint="go"
              onFocus={() => setIsIn(true)}
              onBlur={() => setIsIn(false)}
            />
          </div>
          <Below isInvalid={isInvalid} />
        </>
      )}
    </TextField>
  );
}
