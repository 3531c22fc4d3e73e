import { Ban, Check, ChevronDown, ChevronUp } from 'lucide-react';
import { formatMoment } from '../text/format';
import { Avatar } from '../ui/avatar';
import { Badge } from '../ui/badge';
import { isBanned, roleOf, type Someone, type Wish } from './calls';
import { PeopleLink } from './link';
import { usePeopleText } from './text';

interface HeadProps {
  label: string;
  by: Wish['sort'];
  wish: Wish;
  change(wish: Wish): void;
}

function SortHead({ label, by, wish, change }: HeadProps) {
  const isOn = wish.sort === by;
  const isUp = wish.direction === 'asc';
  const Arrow = isUp ? ChevronDown : ChevronUp;

  return (
    <th
      scope="col"
      {...(isOn ? { 'aria-sort': isUp ? ('ascending' as const) : ('descending' as const) } : {})}
    >
      <button
        type="button"
        className="sort"
        onClick={() =>
          change({ ...wish, sort: by, direction: isOn && isUp ? 'desc' : 'asc', offset: 0 })
        }
      >
        {label}
        {isOn ? <Arrow className="icon icon-sm" aria-hidden="true" /> : null}
      </button>
    </th>
  );
}

export function StatusBadge({ someone }: { someone: Someone }) {
  const t = usePeopleText();

  return isBanned(someone) ? (
    <Badge tone="danger" icon={Ban}>
      {t.banned}
    </Badge>
  ) : (
    <Badge tone="done" icon={Check}>
      {t.active}
    </Badge>
  );
}

function Row({ someone }: { someone: Someone }) {
  const t = usePeopleText();

  return (
    <tr>
      <td>
        <PeopleLink className="person" href={`/people?id=${encodeURIComponent(someone.id)}`}>
          <Avatar name={someone.name || someone.email} picture={someone.image} size="md" other />
          <span>
            <b dir="auto">{someone.name || someone.email}</b>
            <small>{someone.email}</small>
          </span>
        </PeopleLink>
      </td>
      <td>
        <StatusBadge someone={someone} />
      </td>
      <td className="cell-hide cell-wide">{t.roles[roleOf(someone)]}</td>
      <td className="cell-hide">
        <time dateTime={someone.createdAt.toISOString()}>{formatMoment(someone.createdAt)}</time>
      </td>
    </tr>
  );
}

interface TableProps {
  people: readonly Someone[];
  wish: Wish;
  change(wish: Wish): void;
}

export function PeopleTable({ people, wish, change }: TableProps) {
  const t = usePeopleText();

  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <SortHead label={t.name} by="name" wish={wish} change={change} />
            <th scope="col">{t.status}</th>
            <th scope="col" className="cell-wide">
              {t.role}
            </th>
            <SortHead label={t.joined} by="createdAt" wish={wish} change={change} />
          </tr>
        </thead>
        <tbody>
          {people.map((someone) => (
            <Row key={someone.id} someone={someone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
