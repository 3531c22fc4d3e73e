import { describe, expect, test } from 'vitest';
import { EventParser } from '../../src/api/sync/stream';

const TEXT =
  'retry: 3120\nevent: ready\nid: 57\ndata: {"cursor":"57"}\n\n:\n\nevent: changed\r\nid: 58\r\ndata: a\r\ndata: b\r\n\r\n';
const EVENTS = [
  { event: 'ready', data: '{"cursor":"57"}', id: '57' },
  { event: 'changed', data: 'a\nb', id: '58' },
];

describe('server-sent events', () => {
  test('are read as a whole', () => {
    expect(new EventParser().push(TEXT)).toEqual({ events: EVENTS, retryMs: 3120 });
  });

  test('are read however they are cut', () => {
    const parser = new EventParser();

    expect([...TEXT].flatMap((char) => parser.push(char).events)).toEqual(EVENTS);
  });

  test('that are not finished are no events', () => {
    expect(new EventParser().push('event: changed\ndata: x\n').events).toEqual([]);
  });
});
