import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { initials } from '../src/ui/avatar';
import { looks } from '../src/ui/button';
import { CodeField, digitsOf } from '../src/ui/code-field';
import { Field } from '../src/ui/field';
import { Form, type FormProblem, type Values } from '../src/ui/form';
import { Segmented } from '../src/ui/segmented';

afterEach(cleanup);

const judge = (value: string) => (value ? null : 'Enter something.');

describe('initials', () => {
  it.each([
    ['Maya Lindqvist', 'ML'],
    ['  maya  van der lindqvist ', 'ML'],
    ['Maya', 'M'],
    ['👩‍🚀 Nova', '👩‍🚀N'],
    ['', ''],
  ])('of %j are %j', (name, letters) => expect(initials(name)).toBe(letters));
});

describe('the looks of a button', () => {
  it('are classes', () => {
    expect(looks('primary', 'sm', 'wide')).toBe('btn btn-primary btn-sm wide');
    expect(looks('plain')).toBe('btn');
    expect(looks('link')).toBe('btn-link');
  });
});

describe('a code', () => {
  it('is its digits, up to its length', () => {
    expect(digitsOf('123 456', 6)).toBe('123456');
    expect(digitsOf('12-34-56-78', 6)).toBe('123456');
    expect(digitsOf('abc', 6)).toBe('');
  });

  it('is told once it is full, and cleared for another round', async () => {
    const full = vi.fn();
    const field = (round: number) => (
      <CodeField name="code" label="Code" length={6} judge={judge} round={round} full={full} />
    );
    const { rerender } = render(field(0));
    const input = screen.getByLabelText<HTMLInputElement>('Code');

    fireEvent.change(input, { target: { value: '123' } });
    expect(full).not.toHaveBeenCalled();
    fireEvent.change(input, { target: { value: '123 456' } });
    await waitFor(() => expect(full).toHaveBeenCalledTimes(1));
    expect(full.mock.calls[0]![0]).toBe('123456');
    expect(input.value).toBe('123456');
    rerender(field(1));
    expect(input.value).toBe('');
    expect(document.activeElement).toBe(input);
  });
});

describe('a form', () => {
  function show(submit: (values: Values) => Promise<FormProblem | null>) {
    render(
      <Form submit={submit} button="Send" pending="Sending…">
        <Field name="email" label="Email" judge={judge} autoComplete="off" />
      </Form>,
    );
    return screen.getByLabelText<HTMLInputElement>('Email');
  }

  it('gives what was typed, and says what is wrong at its field', async () => {
    const submit = vi.fn(async () => ({ fields: { email: 'Taken.' }, form: null }));
    const email = show(submit);

    await userEvent.type(email, 'a@example.com');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await screen.findByText('Taken.');
    expect(submit.mock.calls[0]).toEqual([{ email: 'a@example.com' }, email.form]);
    expect(document.activeElement).toBe(email);
    expect(email.getAttribute('aria-invalid')).toBe('true');
  });

  it('says what is wrong with the whole of it, and where it would work', async () => {
    const email = show(async () => ({
      fields: {},
      form: 'Not here.',
      elsewhere: { label: 'Open it there', href: 'https://tasks.example.com/' },
    }));

    await userEvent.type(email, 'a');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Not here.');
    expect(screen.getByRole('link', { name: 'Open it there' }).getAttribute('href')).toBe(
      'https://tasks.example.com/',
    );
  });
});

describe('segments', () => {
  it('tell which one is chosen, and another', async () => {
    const choose = vi.fn();

    render(
      <Segmented
        label="Theme"
        choices={[
          { is: 'light', label: 'Light' },
          { is: 'dark', label: 'Dark' },
        ]}
        chosen="light"
        choose={choose}
      />,
    );
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Light' }).checked).toBe(true);
    await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(choose).toHaveBeenCalledWith('dark');
  });
});
