// Asks the server what it understands of a text while it is being typed.

import { useEffect, useRef, useState } from 'react';
import type { ParsedTask } from '../../api/types';
import { carried, escaped, type Range, type Span } from './spans';

const DELAY_MS = 120;
const MOST = 500; // units that the server reads; a longer text is text alone

export type Ask = (text: string) => Promise<ParsedTask>;
type Understood = ParsedTask['task'];

interface Answer {
  sent: string;
  text: string;
  spans: readonly Span[];
  task: Understood | null;
}

const NOTHING: Answer = { sent: '', text: '', spans: [], task: null };

export interface Understanding {
  spans: readonly Span[];
  task: Understood | null; // of the last answer; null: nothing is understood
  // The task of this very text, when it is there.
  settle(): Promise<Understood>;
  now: Understood | null;
}

const overlaps = (a: Range, b: Range) => a.start < b.end && b.start < a.end;

async function read(ask: Ask, text: string, kept: readonly Range[]): Promise<Answer> {
  const { text: sent, without } = escaped(text, kept);
  const { task, spans } = await ask(sent);

  return { sent, text, spans: without(spans), task };
}

// hold: an input method is composing a word, which is not to be judged before it is whole.
export function useUnderstanding(
  text: string,
  kept: readonly Range[],
  ask: Ask,
  hold: boolean,
): Understanding {
  const [answer, setAnswer] = useState(NOTHING);
  const { text: sent } = escaped(text, kept);
  const empty = text.trim() === '';
  const readable = !empty && sent.length <= MOST;
  const latest = useRef({ ask, text, kept });

  latest.current = { ask, text, kept };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another question
  useEffect(() => {
    if (hold || !readable) return;
    let late = false; // an answer that comes after the next question is for another text
    const timer = setTimeout(() => {
      const { ask, text, kept } = latest.current;

      read(ask, text, kept).then(
        (found) => {
          if (!late) setAnswer(found);
        },
        () => undefined,
      );
    }, DELAY_MS);

    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [sent, hold, readable]);

  const alone = { title: text.trim() };
  const current = answer.sent === sent ? answer : null;
  const spans = current
    ? current.spans
    : carried(answer.spans, answer.text, text).filter(
        (span) => !kept.some((range) => overlaps(range, span)),
      );

  return {
    spans: readable ? spans : [],
    task: readable ? answer.task : null,
    now: readable ? (current?.task ?? null) : alone,
    settle: async () => {
      if (!readable) return alone;
      if (current?.task) return current.task;
      return (await read(ask, text, kept).catch(() => null))?.task ?? alone;
    },
  };
}
