// The tasks in the picture of the product.

import { Inbox, ListChecks, Repeat, TextAlignStart, type LucideIcon } from 'lucide-react';
import { useDoorText } from '../text';
import { Dial } from '../ui/check';

interface Sample {
  list: 'inbox' | 'home' | 'work' | 'reading';
  level?: 'low' | 'medium' | 'high';
  when?: string;
  tag?: 0 | 1 | 2;
  mark?: 'notes' | 'repeat' | 'subtasks';
}

export const LATE: Sample[] = [
  { list: 'home', level: 'high', tag: 0, mark: 'notes' },
  { list: 'inbox' },
];

export const NOW: Sample[] = [
  { list: 'work', level: 'high', tag: 1, when: '09:30' },
  { list: 'home', level: 'medium', mark: 'notes' },
  { list: 'work', level: 'medium', mark: 'subtasks', when: '14:00' },
  { list: 'home', tag: 2, when: '17:30' },
  { list: 'home', level: 'low', mark: 'repeat' },
  { list: 'work' },
  { list: 'reading', level: 'low' },
];

export const DOTS = { home: 'dot-clay', work: 'dot-blue', reading: 'dot-teal' };
const MARKS: Record<NonNullable<Sample['mark']>, LucideIcon> = {
  notes: TextAlignStart,
  repeat: Repeat,
  subtasks: ListChecks,
};

function Meta({ sample, past }: { sample: Sample; past: string | undefined }) {
  const { lists, tags } = useDoorText().home.window;
  const { list, when, tag, mark } = sample;
  const Mark = mark && MARKS[mark];

  return (
    <span className="row-meta">
      {tag === undefined ? null : <span className="meta">#{tags[tag]}</span>}
      {Mark ? (
        <span className="meta num">
          <Mark className="icon icon-sm" />
          {mark === 'subtasks' ? '2/5' : null}
        </span>
      ) : null}
      <span className={past ? 'meta meta-when meta-overdue' : 'meta meta-when'}>
        {past ?? when}
      </span>
      <span className="meta meta-list">
        {list === 'inbox' ? (
          <Inbox className="icon icon-sm" />
        ) : (
          <i className={`dot ${DOTS[list]}`} />
        )}
        {lists[list]}
      </span>
    </span>
  );
}

interface RowsProps {
  head: string;
  samples: Sample[];
  titles: readonly string[];
  past?: readonly string[];
}

export function Rows({ head, samples, titles, past }: RowsProps) {
  return (
    <section className="group">
      <div className="group-head">
        <p className={past ? 'group-title group-title-overdue' : 'group-title'}>{head}</p>
        <span className="count">{samples.length}</span>
      </div>
      <ul className="rows">
        {samples.map((sample, place) => (
          <li key={titles[place]} className="row">
            <span className="check" {...(sample.level ? { 'data-priority': sample.level } : {})}>
              <Dial />
            </span>
            <div className="row-main">
              <span className="row-title">{titles[place]}</span>
              <Meta sample={sample} past={past?.[place]} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
