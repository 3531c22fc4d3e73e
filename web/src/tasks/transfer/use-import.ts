// An import in its steps: a file, what would come of it, the import, and taking it back.

import { useCallback, useMemo, useReducer, useRef } from 'react';
import { act, asProblem, importFile, type ImportReport, useTasks } from '../../api';
import { uuid } from '../../api/http/uuid';
import { contentTypeOf, formatOf, MOST_BYTES, sentAs, type Format } from './formats';
import { madeOf } from './made';

interface Chosen {
  file: File;
  format: Format;
}

export type Step =
  | { is: 'empty' }
  | { is: 'unknown'; file: File } // of which format is it?
  | ({ is: 'reading' } & Chosen)
  | ({ is: 'preview'; report: ImportReport } & Chosen)
  | ({ is: 'importing'; report: ImportReport } & Chosen)
  | { is: 'done'; file: File; report: ImportReport; before: ReadonlySet<number> }
  | { is: 'undone'; count: number };

interface State {
  step: Step;
  fault: string | null;
}

export type Fault = 'large' | 'empty';

const same = (state: State, change: Partial<State>): State => ({ ...state, ...change });

const send = ({ file, format }: Chosen, dryRun: boolean, key: string) =>
  importFile(
    new Blob([file], { type: contentTypeOf(format, file.name) }),
    sentAs(format, file.name),
    dryRun,
    key,
  );

export function useImport(words: Record<Fault, string>) {
  const [{ step, fault }, change] = useReducer(same, { step: { is: 'empty' }, fault: null });
  const tasks = useTasks();
  const turn = useRef(0); // another file was chosen meanwhile
  const key = useRef(''); // of the import: trying again makes nothing twice

  const made = useMemo(
    () => (step.is === 'done' ? madeOf(tasks, step.before, step.report) : []),
    [step, tasks],
  );

  const preview = useCallback(async (file: File, format: Format) => {
    const mine = ++turn.current;

    key.current = uuid();
    change({ step: { is: 'reading', file, format }, fault: null });
    try {
      const report = await send({ file, format }, true, uuid());

      if (mine === turn.current) change({ step: { is: 'preview', file, format, report } });
    } catch (error) {
      if (mine === turn.current)
        change({ step: { is: 'unknown', file }, fault: asProblem(error).message });
    }
  }, []);

  const choose = useCallback(
    async (file: File) => {
      if (file.size > MOST_BYTES) return change({ step: { is: 'empty' }, fault: words.large });
      const text = await file.text();

      if (text.trim() === '') return change({ step: { is: 'empty' }, fault: words.empty });
      const format = formatOf(file.name, text);

      if (format) await preview(file, format);
      else change({ step: { is: 'unknown', file }, fault: null });
    },
    [preview, words],
  );

  async function start(): Promise<void> {
    if (step.is !== 'preview') return;
    const { file } = step;
    const before = new Set(tasks.map(({ id }) => id));

    change({ step: { ...step, is: 'importing' }, fault: null });
    try {
      const report = await send(step, false, key.current);

      change({ step: { is: 'done', file, report, before } });
    } catch (error) {
      change({ step, fault: asProblem(error).message });
    }
  }

  function undo(): void {
    act.remove(made.map(({ id }) => id));
    change({ step: { is: 'undone', count: made.length } });
  }

  function reset(): void {
    turn.current++;
    change({ step: { is: 'empty' }, fault: null });
  }

  return { step, fault, made: made.length, choose, preview, start, undo, reset };
}
