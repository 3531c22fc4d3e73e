// A day in words: “fri 5pm”, “in 2 weeks”. The server reads them, as it does for a new task.

import { useEffect, useState } from 'react';
import { CalendarClock } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { TextField } from 'react-aria-components/TextField';
import { parse, useSync } from '../../../api';
import { useText } from '../../../text';
import { locale } from '../../../text/format';
import { dateWords } from './date-words';
import type { DateChange } from '../value';

const PAUSE_MS = 150;
const TITLE = 'x '; // words that are nothing but a date would be read as a title

interface Reading {
  of: string;
  is: DateChange | null; // null: no date
}

// The server reads English and German.
const languageOf = (tag: string) => (/^(en|de)\b/.test(tag) ? tag : 'en');

async function read(text: string): Promise<DateChange | null> {
  const { task } = await parse(TITLE + text, { language: languageOf(locale()) });
  const { due_date, due_time, time_zone, recurrence } = task;
  const change = { due_date, due_time, time_zone, recurrence };
  const named = Object.entries(change).filter(([, value]) => value !== undefined);

  return due_date ? Object.fromEntries(named) : null;
}

function useReading(text: string): Reading | null {
  const [reading, setReading] = useState<Reading | null>(null);

  useEffect(() => {
    if (!text) return setReading(null);
    let current = true;
    const timer = setTimeout(async () => {
      const is = await read(text);

      if (current) setReading({ of: text, is });
    }, PAUSE_MS);

    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  return reading;
}

export function TypedDate({ now, choose }: { now: Date; choose(change: DateChange): void }) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const [waits, setWaits] = useState(false); // Enter came before the answer
  const text = typed.trim();
  const reading = useReading(text);
  const { state } = useSync();
  const away = state === 'offline' || state === 'away';
  const change = reading?.of === text ? reading.is : null;

  useEffect(() => {
    if (!waits || reading?.of !== text) return;
    setWaits(false);
    if (change) choose(change);
  }, [waits, reading, text, change, choose]);

  return (
    <div className="typed-date">
      <TextField
        aria-label={t.pickers.typeDate}
        autoFocus={matchMedia('(pointer: fine)').matches}
        value={typed}
        onChange={setTyped}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !text) return;
          event.preventDefault();
          setWaits(true);
        }}
      >
        <Input className="input" placeholder={t.pickers.typeDateExample} dir="auto" />
      </TextField>
      {change ? (
        <Button className="menu-item" onPress={() => choose(change)}>
          <CalendarClock className="icon" aria-hidden="true" />
          {dateWords(change, now)}
        </Button>
      ) : reading?.of === text && text ? (
        <p className="field-hint" role="status">
          {away ? t.pickers.notReachable : t.pickers.notUnderstood}
        </p>
      ) : null}
    </div>
  );
}
