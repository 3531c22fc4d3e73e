import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Range } from '../../src/tasks/quickadd/spans';
import { type Ask, useUnderstanding } from '../../src/tasks/quickadd/use-understanding';

type Answer = Awaited<ReturnType<Ask>>;

// The questions as they were asked, answered when the test says so.
function asked() {
  const open: { text: string; answer(value: Answer): void; fail(): void }[] = [];
  const ask: Ask = (text) =>
    new Promise((resolve, reject) =>
      open.push({ text, answer: resolve, fail: () => reject(new Error('away')) }),
    );

  return { open, ask };
}

const of = (text: string, word: string, title: string): Answer => ({
  task: { title, due_date: '2026-12-04' },
  spans: [
    { start: text.indexOf(word), end: text.indexOf(word) + word.length, kind: 'date', value: '' },
  ],
});

const show = (ask: Ask, text: string) =>
  renderHook(
    ({ text, kept, hold }: { text: string; kept: Range[]; hold: boolean }) =>
      useUnderstanding(text, kept, ask, hold),
    { initialProps: { text, kept: [] as Range[], hold: false } },
  );

const pause = () => act(() => vi.runAllTimersAsync());

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what the server understands', () => {
  it('is asked for once somebody pauses, and painted', async () => {
    const { open, ask } = asked();
    const { result, rerender } = show(ask, 'Call fri');

    rerender({ text: 'Call friday', kept: [], hold: false });
    await pause();
    expect(open.map(({ text }) => text)).toEqual(['Call friday']);
    await act(async () => open[0]!.answer(of('Call friday', 'friday', 'Call')));
    expect(result.current.spans).toHaveLength(1);
    expect(result.current.now).toEqual({ title: 'Call', due_date: '2026-12-04' });
  });

  it('is not taken from an answer that comes too late', async () => {
    const { open, ask } = asked();
    const { result, rerender } = show(ask, 'Call friday');

    await pause();
    rerender({ text: 'Call Sam', kept: [], hold: false });
    await pause();
    await act(async () => open[1]!.answer({ task: { title: 'Call Sam' }, spans: [] }));
    await act(async () => open[0]!.answer(of('Call friday', 'friday', 'Call')));
    expect(result.current.now).toEqual({ title: 'Call Sam' });
    expect(result.current.spans).toEqual([]);
  });

  it('stays painted where the text stays, until the next answer', async () => {
    const { open, ask } = asked();
    const { result, rerender } = show(ask, 'Call friday');

    await pause();
    await act(async () => open[0]!.answer(of('Call friday', 'friday', 'Call')));
    rerender({ text: 'Call friday 9', kept: [], hold: false });
    expect(result.current.spans).toHaveLength(1);
    expect(result.current.now).toBeNull();
  });

  it('is the text alone when the server is away, or the text is too long', async () => {
    const { open, ask } = asked();
    const { result, rerender } = show(ask, ' Call friday ');

    await pause();
    await act(async () => open[0]!.fail());
    const settled = result.current.settle();

    open[1]!.fail();
    expect(await settled).toEqual({ title: 'Call friday' });
    rerender({ text: 'x'.repeat(501), kept: [], hold: false });
    await pause();
    expect(open).toHaveLength(2);
    expect(result.current.now).toEqual({ title: 'x'.repeat(501) });
  });

  it('leaves out what was turned back into text', async () => {
    const { open, ask } = asked();
    const { result, rerender } = show(ask, 'Call friday');

    await pause();
    await act(async () => open[0]!.answer(of('Call friday', 'friday', 'Call')));
    rerender({ text: 'Call friday', kept: [{ start: 5, end: 11 }], hold: false });
    expect(result.current.spans).toEqual([]);
    await pause();
    expect(open[1]!.text).toBe('Call \\friday');
  });

  it('waits while an input method composes', async () => {
    const { open, ask } = asked();
    const { rerender } = show(ask, '');

    rerender({ text: 'に', kept: [], hold: true });
    await pause();
    expect(open).toHaveLength(0);
    rerender({ text: '日', kept: [], hold: false });
    await pause();
    expect(open.map(({ text }) => text)).toEqual(['日']);
  });
});
