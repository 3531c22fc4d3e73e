// A code of some digits: one input, drawn as a box for each digit. A pasted code may have blanks.

import { useLayoutEffect, useState } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { Below, VERBATIM } from './field';
import { useField } from './use-field';

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

  function change(text: string) {
    const digits = digitsOf(text, length);

    setCode(digits);
    // Once the input has the digits, which a form reads from it, and no complaint of earlier ones.
    if (digits.length === length && code.length < length)
      requestAnimationFrame(() => input.current && full?.(digits, input.current));
  }

  const { input, wiring } = useField({
    name,
    label,
    judge,
    value: code,
    onChange: change,
    autoFocus,
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
  });
  const props = mergeProps(wiring.inputProps, {
    ...VERBATIM,
    inputMode: 'numeric' as const,
    autoComplete: 'one-time-code',
    enterKeyHint: 'go' as const,
    onFocus: () => setIsIn(true),
    onBlur: () => setIsIn(false),
  });

  // Before anything else can be typed.
  useLayoutEffect(() => {
    if (!round) return;
    setCode('');
    input.current?.focus();
  }, [round, input]);

  return (
    <div className="field">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the wiring names it */}
      <label {...wiring.labelProps} className="sr">
        {label}
      </label>
      <div className={length === 6 ? 'code' : 'code code-8'}>
        {[...Array(length).keys()].map((place) => (
          <span
            key={place}
            className="input"
            aria-hidden="true"
            aria-invalid={wiring.isInvalid}
            {...(isIn && place === Math.min(code.length, length - 1)
              ? { 'data-focus-visible': '' }
              : {})}
          >
            {code[place] ?? ''}
          </span>
        ))}
        <input {...props} ref={input} className="code-input" />
      </div>
      <Below wiring={wiring} />
    </div>
  );
}
