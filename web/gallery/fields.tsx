import { CodeField } from '../src/ui/code-field';
import { Field } from '../src/ui/field';
import { Form } from '../src/ui/form';
import { NewPassword } from '../src/ui/new-password';
import { PasswordField } from '../src/ui/password-field';
import { Spec, State } from './spec';

const judge = (value: string) => (value ? null : 'Enter something.');
const words = { show: 'Show password', capsLock: 'Caps Lock is on' };

const STRENGTH = {
  ...words,
  hint: 'At least 12 characters; a few unrelated words work well.',
  strength: ['Very easy to guess', 'Easy to guess', 'Could be better', 'Good', 'Very good'],
  strengthLabel: (word: string) => `Strength: ${word}`,
};

// Sent as it is, the form shows each field with its complaint.
export function Fields() {
  return (
    <Spec title="Form and fields: send it empty to see them invalid">
      <State is="form" wide>
        <Form
          submit={async () => ({ fields: {}, form: 'Email or password is incorrect.' })}
          button="Send"
          pending="Sending…"
          cancel={{ label: 'Cancel', run: () => undefined }}
        >
          <Field
            name="name"
            label="Name"
            judge={judge}
            autoComplete="off"
            hint="As others see it."
          />
          <PasswordField
            name="password"
            label="Password"
            words={words}
            judge={judge}
            autoComplete="current-password"
          />
          <NewPassword
            name="new"
            label="New password"
            words={STRENGTH}
            judge={judge}
            known={() => []}
          />
          <CodeField name="code" label="6-digit code" length={6} judge={judge} />
          <CodeField name="longer" label="8-digit code" length={8} judge={judge} />
        </Form>
      </State>
    </Spec>
  );
}
