// What makes a label, an input and what stands below it one field. A complaint is shown from
// leaving the field or sending the form until the input is right.

import { useEffect, useRef } from 'react';
import { useTextField, type AriaTextFieldProps, type TextFieldAria } from 'react-aria/useTextField';
import { useDoorText } from '../text';

export interface FieldWiring {
  input: React.RefObject<HTMLInputElement | null>;
  wiring: TextFieldAria;
}

interface FieldOptions extends Omit<AriaTextFieldProps, 'validate' | 'isRequired'> {
  judge(value: string): string | null;
}

// React Aria judges anew when the function is another one, and shows it at a change. The browser
// tells of a change only when the field is left.
function tellChange(input: HTMLInputElement | null): void {
  if (input?.getAttribute('aria-invalid') === 'true')
    input.dispatchEvent(new Event('change', { bubbles: true }));
}

export function useField({ judge, ...options }: FieldOptions): FieldWiring {
  const { language } = useDoorText();
  const input = useRef<HTMLInputElement>(null);
  const wiring = useTextField(
    {
      ...options,
      isRequired: true,
      validationBehavior: 'native',
      validate: (value) => judge(value), // another one each time: its words follow the language
      onInput: () => void requestAnimationFrame(() => tellChange(input.current)),
    },
    input,
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another language has other words
  useEffect(() => tellChange(input.current), [language]);
  return { input, wiring };
}
