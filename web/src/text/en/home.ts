// The home page, with its picture of the product.

export const home = {
  title: 'Your tasks, behind your own door',
  lead: 'A calm, quick place for everything you have to do. It runs on this server, and what you write stays here.',
  licence: 'Ostiary is free software under the MIT licence.',
  api: 'API',
  points: [
    [
      'Write it the way you’d say it',
      'Dates, lists, tags and priorities are picked out of your sentence as you type.',
    ],
    [
      'Quick by hand, quicker by key',
      'Every action has a key, and every change shows at once, even offline.',
    ],
    [
      'Your door, your keys',
      'Passkeys, two-step sign-in, and a list of every device that’s signed in. Export or delete everything whenever you like.',
    ],
  ] as const,
  tiles: {
    sentence: {
      text: 'Call the insurance',
      when: 'friday 9am',
      tag: 'claims',
      day: 'Fri 4 Dec, 09:00',
    },
    keys: ['Add a task', 'Move up and down', 'Complete', 'Everything else'] as const,
    ways: [
      ['Passkey', 'Maya’s laptop'],
      ['Two-step sign-in', 'Authenticator app'],
    ] as const,
    on: 'On',
  },
  window: {
    person: 'Maya Lindqvist',
    add: 'Add task',
    search: 'Search',
    today: 'Today',
    upcoming: 'Upcoming',
    calendar: 'Calendar',
    listsHead: 'Lists',
    lists: { inbox: 'Inbox', home: 'Home', work: 'Work', reading: 'Reading' },
    day: 'Wednesday, 2 December',
    overdue: 'Overdue',
    past: ['Mon 30 Nov', 'Yesterday'] as const,
    tags: ['travel', 'review', 'errands'] as const,
    tasks: [
      'Renew passport',
      'Reply to Jonas about the lease',
      'Review Lin’s pull request',
      'Book the dentist for both children',
      'Draft slides for Friday’s review',
      'Pick up the parcel before the shop closes',
      'Water the plants',
      'Send invoice 114 to Meridian',
      'Read the article on tide pools',
    ] as const,
    caption:
      'Ostiary’s Today page: two overdue tasks and seven for today, with the side bar of lists.',
  },
};
