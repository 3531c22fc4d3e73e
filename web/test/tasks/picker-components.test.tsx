// The pickers without a server: nothing is known but what they are given.

import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  DatePicker,
  ListPicker,
  NO_DATE,
  PriorityPicker,
  ReminderPicker,
  RepeatPicker,
  TagPicker,
} from '../../src/tasks/pickers';
import { FindList } from '../../src/tasks/pickers/find-list';

vi.setConfig({ testTimeout: 60_000 }); // a busy machine draws slowly

const nothing = () => undefined;
const button = (name: RegExp | string) => screen.getByRole('button', { name });
const option = (name: RegExp | string) => screen.getByRole('option', { name });

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: nothing }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('a quick choice tells its day, and closes', async () => {
  const onChange = vi.fn();
  const onClose = vi.fn();

  render(<DatePicker value={NO_DATE} onChange={onChange} onClose={onClose} />);
  await userEvent.click(button(/^Today \w{3}$/));
  expect(onChange).toHaveBeenCalledWith({ due_date: new Date().toLocaleDateString('sv-SE') });
  expect(onClose).toHaveBeenCalledOnce();
});

test('“No date” is there only where there is one', async () => {
  const onChange = vi.fn();
  const value = { ...NO_DATE, due_date: '2026-12-02', due_time: '14:00' };
  const { rerender } = render(<DatePicker value={NO_DATE} onChange={onChange} onClose={nothing} />);

  expect(screen.queryByRole('button', { name: 'No date' })).toBeNull();
  rerender(<DatePicker value={value} onChange={onChange} onClose={nothing} />);
  await userEvent.click(button('No date'));
  expect(onChange).toHaveBeenCalledWith({ due_date: null, due_time: null });
});

test('the month shows the chosen day', async () => {
  const onChange = vi.fn();

  render(
    <DatePicker
      value={{ ...NO_DATE, due_date: '2026-12-02' }}
      onChange={onChange}
      onClose={nothing}
    />,
  );
  expect(screen.getByRole('gridcell', { selected: true }).textContent).toBe('2');
  await userEvent.click(button(/15 December 2026|December 15, 2026/));
  expect(onChange).toHaveBeenCalledWith({ due_date: '2026-12-15' });
});

test('a time needs a day, and gets one', async () => {
  const onChange = vi.fn();

  render(<DatePicker value={NO_DATE} onChange={onChange} onClose={nothing} />);
  await userEvent.click(button(/^Time/));
  fireEvent.change(screen.getByLabelText('Time'), { target: { value: '14:30' } });
  expect(onChange.mock.lastCall![0]).toMatchObject({
    due_time: '14:30',
    due_date: new Date().toLocaleDateString('sv-SE'),
  });
});

test('a repetition is chosen from what the day suggests', async () => {
  const onChange = vi.fn();
  const back = vi.fn();

  render(
    <RepeatPicker
      alone
      value={{ ...NO_DATE, due_date: '2026-12-03' }}
      onChange={onChange}
      back={back}
    />,
  );
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    'Never',
    'Every day',
    'Every weekday',
    'Every week on Thursday',
    'Every month on the 3rd',
    expect.stringMatching(/^Every year on (3 December|December 3)$/),
    'Custom…',
  ]);
  await userEvent.click(option('Every week on Thursday'));
  expect(onChange).toHaveBeenCalledWith({
    recurrence: 'FREQ=WEEKLY;BYDAY=TH',
    recurrence_from: 'due',
  });
  expect(back).toHaveBeenCalledOnce();
});

test('a rule of one’s own says itself in words', async () => {
  const onChange = vi.fn();

  render(
    <RepeatPicker
      alone
      value={{ ...NO_DATE, due_date: '2027-06-30' }}
      onChange={onChange}
      back={nothing}
    />,
  );
  await userEvent.click(option('Custom…'));
  await userEvent.selectOptions(screen.getByLabelText('Unit'), 'MONTHLY');
  await userEvent.selectOptions(screen.getByLabelText('On'), 'last');
  await userEvent.selectOptions(screen.getByLabelText('Ends'), 'count');
  expect(screen.getByRole('status').textContent).toBe(
    'Every month on the last Wednesday, 10 times',
  );
  await userEvent.click(button('Set'));
  expect(onChange).toHaveBeenCalledWith({
    recurrence: 'FREQ=MONTHLY;BYDAY=-1WE;COUNT=10',
    recurrence_from: 'due',
  });
});

test('a priority by its key and by its line', async () => {
  const onChange = vi.fn();

  render(<PriorityPicker value="low" onChange={onChange} />);
  await userEvent.keyboard('1');
  expect(onChange).toHaveBeenLastCalledWith('high');
  await userEvent.click(option(/Medium/));
  expect(onChange).toHaveBeenLastCalledWith('medium');
});

test('a tag is made and taken off', async () => {
  const onChange = vi.fn();

  render(<TagPicker value={['home']} onChange={onChange} />);
  await userEvent.type(screen.getByLabelText('Find or create a tag'), '#new one');
  await userEvent.click(option('Create #new one'));
  expect(onChange).toHaveBeenLastCalledWith(['home', 'new one']);
  await userEvent.click(option('home'));
  expect(onChange).toHaveBeenLastCalledWith([]);
});

test('of a list of choices the pressed one is told, whatever was chosen before', async () => {
  const choose = vi.fn();
  const found = ['a', 'b'].map((id) => ({ id, name: id, content: id }));
  const list = { label: 'L', field: 'F', none: '', find: () => found, choose };

  render(<FindList {...list} chosen={['a']} />);
  await userEvent.click(option('b'));
  expect(choose).toHaveBeenLastCalledWith('b');
  await userEvent.click(option('a'));
  expect(choose).toHaveBeenLastCalledWith('a');
});

test('the inbox is a list', async () => {
  const onChange = vi.fn();

  render(<ListPicker value={null} onChange={onChange} />);
  await userEvent.type(screen.getByLabelText('Find or create a list'), 'in');
  await userEvent.click(option('Inbox'));
  expect(onChange).toHaveBeenCalledWith({ list_id: null, section_id: null });
});

test('reminders before the task is due need a date', async () => {
  const onChange = vi.fn();
  const value = { reminders: ['PT30M'], due_date: '2026-12-02', due_time: '14:00' };
  const { rerender } = render(
    <ReminderPicker value={{ ...value, due_date: null }} onChange={onChange} />,
  );

  expect(screen.getByText(/need a date/)).toBeTruthy();
  rerender(<ReminderPicker value={value} onChange={onChange} />);
  await userEvent.click(button('1 hour before'));
  expect(onChange).toHaveBeenLastCalledWith(['PT30M', 'PT1H']);
  await userEvent.click(button('Remove “30 minutes before”'));
  expect(onChange).toHaveBeenLastCalledWith([]);
});
