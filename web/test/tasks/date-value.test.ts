import { expect, test } from 'vitest';
import {
  deviceZone,
  NO_DATE,
  withoutDate,
  withoutTime,
  withTime,
} from '../../src/tasks/pickers/value';

const TIMED = { ...NO_DATE, due_date: '2026-12-02', due_time: '14:00' };

test('taking the date away names what needs one, and nothing that is not there', () => {
  expect(withoutDate(NO_DATE)).toEqual({});
  expect(withoutDate({ ...NO_DATE, due_date: '2026-12-02' })).toEqual({ due_date: null });
  expect(withoutDate({ ...TIMED, recurrence: 'FREQ=DAILY', recurrence_from: 'due' })).toEqual({
    due_date: null,
    due_time: null,
    recurrence: null,
    recurrence_from: null,
  });
});

test('taking the time away takes its zone along', () => {
  expect(withoutTime(TIMED)).toEqual({ due_time: null });
  expect(withoutTime({ ...TIMED, time_zone: 'Europe/Berlin' })).toEqual({
    due_time: null,
    time_zone: null,
  });
});

test('a time without a day is today’s', () =>
  expect(withTime(NO_DATE, '09:00', '2026-12-02', deviceZone())).toEqual({
    due_time: '09:00',
    due_date: '2026-12-02',
  }));

test('a first time is meant where the device is', () => {
  const elsewhere = deviceZone() === 'Asia/Tokyo' ? 'Europe/Berlin' : 'Asia/Tokyo';
  const dated = { ...NO_DATE, due_date: '2026-12-02' };

  expect(withTime(dated, '09:00', '2026-12-02', elsewhere)).toEqual({
    due_time: '09:00',
    time_zone: deviceZone(),
  });
  expect(withTime({ ...TIMED, time_zone: 'Asia/Tokyo' }, '09:00', '2026-12-02', elsewhere)).toEqual(
    {
      due_time: '09:00',
    },
  );
});
