// Asks which version of a task stays. To decide later leaves everything as it is.

import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { resolve, useLists, type Choice, type Conflict, type Task } from '../../api';
import { useNow } from '../../shell/clock';
import { useText } from '../../text';
import { formatClock, formatDay, today } from '../../text/format';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { differences, type Piece } from './diff';
import { rowsOf, type Row } from './members';

type Side = 'mine' | 'theirs';

interface Line {
  row: Row;
  pieces: Record<Side, readonly Piece[]>;
}

function linesOf(rows: readonly Row[], mine: Task, theirs: Task): Line[] {
  return rows.map((row) => {
    const [a, b] = [row.words(mine), row.words(theirs)];
    const whole = (text: string) => [{ text, differs: a !== b }];
    const [ofMine, ofTheirs] = row.free ? differences(a, b) : [whole(a), whole(b)];

    return { row, pieces: { mine: ofMine, theirs: ofTheirs } };
  });
}

interface VersionProps {
  side: Side;
  name: string;
  at: string;
  lines: readonly Line[];
  chosen: boolean;
  choose(side: Side): void;
}

function Version({ side, name, at, lines, chosen, choose }: VersionProps) {
  const t = useText();
  const moment = new Date(at);

  return (
    <label className="version">
      <span className="version-head">
        <input
          type="radio"
          name="version"
          checked={chosen}
          aria-label={t.conflict.keepOf(name)}
          onChange={() => choose(side)}
        />
        <span>
          <b>{name}</b>
          <small>
            {formatDay(today(moment), 'weekday')}, {formatClock(moment)}
          </small>
        </span>
      </span>
      <dl>
        {lines.map(({ row, pieces }) => (
          <div key={row.name}>
            <dt>{row.name}</dt>
            <dd {...(row.free ? { dir: 'auto' } : {})}>
              {pieces[side].map(({ text, differs }, i) =>
                differs ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no other name
                  <span key={i} className="diff">
                    {text}
                  </span>
                ) : (
                  text
                ),
              )}
            </dd>
          </div>
        ))}
      </dl>
    </label>
  );
}

function Gone({ mine }: { mine: Task }) {
  const t = useText();

  return <p>{t.conflict.gone(mine.title)}</p>;
}

export function ConflictDialog({ conflict, close }: { conflict: Conflict; close(): void }) {
  const t = useText();
  const now = useNow();
  const lists = useLists();
  const [side, setSide] = useState<Side>('mine');
  const { id, mine, theirs, members } = conflict;
  const lines = theirs ? linesOf(rowsOf(members, lists, now), mine, theirs) : [];
  const settle = (choice: Choice) => {
    close();
    resolve(id, choice);
  };
  const version = { lines, choose: setSide };

  return (
    <Dialog title={t.conflict.title} wide close={close}>
      {theirs ? (
        <>
          <p>{t.conflict.text}</p>
          <div className="versions" role="radiogroup" aria-label={t.conflict.title}>
            <Version
              {...version}
              side="mine"
              name={t.conflict.mine}
              at={mine.updated_at}
              chosen={side === 'mine'}
            />
            <Version
              {...version}
              side="theirs"
              name={t.conflict.theirs}
              at={theirs.updated_at}
              chosen={side === 'theirs'}
            />
          </div>
        </>
      ) : (
        <Gone mine={mine} />
      )}
      <DialogFoot>
        <Button className="btn btn-quiet start" onPress={() => settle(theirs ? 'both' : 'theirs')}>
          {theirs ? t.conflict.both : t.conflict.letGo}
        </Button>
        <Button className="btn btn-quiet" onPress={close}>
          {t.conflict.later}
        </Button>
        <Button className="btn btn-primary" onPress={() => settle(theirs ? side : 'mine')}>
          {theirs ? t.conflict.keep : t.conflict.bringBack}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
