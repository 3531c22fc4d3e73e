import { describe, expect, it } from 'vitest';
import { languageOf, localeOf } from '../src/text/language';
import { weekdays, weekStart } from '../src/text/week';

describe('the first day of the week', () => {
  it.each([
    ['de', 1],
    ['en-GB', 1],
    ['en-US', 0],
    ['en', 0],
    ['ar-EG', 6],
    ['ar-SA', 0],
    ['ar-AE', 1],
  ])('in %s is %i', (language, day) => {
    expect(weekStart(null, language)).toBe(day);
  });

  it('is what the person has chosen', () => {
    expect(weekStart('saturday', 'de')).toBe(6);
    expect(weekStart('sunday', 'de')).toBe(0);
  });

  it('begins the names of the days', () => {
    expect(weekdays(1, 'de').map(({ short }) => short)).toEqual([
      'Mo',
      'Di',
      'Mi',
      'Do',
      'Fr',
      'Sa',
      'So',
    ]);
    expect(weekdays(6, 'en-US')[0]).toEqual({
      day: 6,
      long: 'Saturday',
      short: 'Sat',
      narrow: 'S',
    });
  });
});

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'ar-EG', 'de'], 'ar'],
    [['fr-FR', 'nl'], 'en'],
    [[], 'en'],
    [['EN-us'], 'en'],
  ])('of %j is %s', (tags, language) => {
    expect(languageOf(tags)).toBe(language);
  });

  it.each([
    ['de', ['de', 'de-CH'], 'de-CH'],
    ['en', ['de-DE', 'en-GB'], 'en-GB'],
    ['ar', ['en'], 'ar-u-nu-latn'],
    ['ar', ['ar-EG'], 'ar-EG-u-nu-latn'],
  ] as const)('%s of a reader of %j is written as in %s', (language, tags, locale) => {
    expect(localeOf(language, tags)).toBe(locale);
  });
});
