// What the product is good for, each with a small picture.

import {
  Calendar,
  Check,
  FingerprintPattern,
  Hash,
  ShieldCheck,
  type LucideIcon,
} from 'lucide-react';
import { useDoorText } from '../text';
import { Badge } from '../ui/badge';
import { Kbds } from '../ui/kbd';

function Sentence() {
  const { sentence } = useDoorText().home.tiles;

  return (
    <div className="tile-art" aria-hidden="true">
      <p className="tile-line">
        {sentence.text} <b>{sentence.when}</b> <b>#{sentence.tag}</b>
      </p>
      <div className="chips">
        <span className="chip" data-set="">
          <Calendar className="icon" />
          <span>{sentence.day}</span>
        </span>
        <span className="chip" data-set="">
          <Hash className="icon" />
          <span>{sentence.tag}</span>
        </span>
      </div>
    </div>
  );
}

const KEYS = [['N'], ['J', 'K'], ['X'], ['Ctrl', 'K']];

function Keys() {
  const { keys } = useDoorText().home.tiles;

  return (
    <div className="tile-art" aria-hidden="true">
      <div className="tile-keys">
        {KEYS.map((each, place) => (
          <Key key={each.join()} keys={each} text={keys[place]!} />
        ))}
      </div>
    </div>
  );
}

function Key({ keys, text }: { keys: string[]; text: string }) {
  return (
    <>
      <Kbds keys={keys} keep />
      <span>{text}</span>
    </>
  );
}

const ICONS: LucideIcon[] = [FingerprintPattern, ShieldCheck];

function Ways() {
  const { ways, on } = useDoorText().home.tiles;

  return (
    <div className="tile-art" aria-hidden="true">
      <ul className="lines">
        {ways.map(([name, about], place) => {
          const Icon = ICONS[place]!;

          return (
            <li key={name}>
              <span className="line-icon">
                <Icon className="icon" />
              </span>
              <div className="line-text">
                <b>{name}</b>
                <small>{about}</small>
              </div>
              <Badge tone="done" icon={Check}>
                {on}
              </Badge>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const ART = [Sentence, Keys, Ways];

export function HomeTiles() {
  const { points } = useDoorText().home;

  return (
    <div className="land-in tiles">
      {points.map(([title, text], place) => {
        const Art = ART[place]!;

        return (
          <section key={title} className="tile">
            <Art />
            <h2>{title}</h2>
            <p>{text}</p>
          </section>
        );
      })}
    </div>
  );
}
