// Why the server has not accepted a change.
export const refusals = {
  changed: 'It was changed elsewhere in the meantime.',
  listsFull: 'There are 500 lists already. Delete some first.',
  sectionsFull: 'The list has 50 sections already. Delete some first.',
  conflict: 'It does not fit what is there now.',
  tooLarge: 'It is too large.',
  name: 'A name has 1 to 100 characters.',
  title: 'A title has 1 to 500 characters.',
  notes: 'Notes have at most 5,000 characters.',
  tags: 'A task has at most 20 tags, each of at most 50 characters.',
  date: 'This date or time is not possible.',
  repeat: 'This repetition is not possible.',
  reminders: 'These reminders are not possible.',
  home: 'Its list, section or parent task does not fit, or is gone.',
  other: (why: string) => `The server did not accept it: ${why}`,
};
