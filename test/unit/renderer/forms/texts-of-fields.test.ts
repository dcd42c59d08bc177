import { describe, expect, it } from 'vitest';
import {
  dateHint,
  firstDayOfWeek,
  joinDateTime,
  readDate,
  splitDateTime,
  writeDate,
} from '../../../../src/renderer/forms/date-text.ts';
import { currencyMask } from '../../../../src/renderer/forms/number-mask.ts';
import { typedNumber } from '../../../../src/renderer/forms/typed-number.ts';

describe('[I23] a date as it is written where the user lives', () => {
  it.each([
    ['en-US', '11/18/2026', 'MM/DD/YYYY'],
    ['en-GB', '18/11/2026', 'DD/MM/YYYY'],
    ['de-DE', '18.11.2026', 'DD.MM.YYYY'],
    ['sv-SE', '2026-11-18', 'YYYY-MM-DD'],
  ])('%s: %s', (locale, written, hint) => {
    expect(writeDate('2026-11-18', locale)).toBe(written);
    expect(readDate(written, locale)).toBe('2026-11-18');
    expect(dateHint(locale)).toBe(hint);
  });

  it('may be typed as ISO has it, and short', () => {
    expect(readDate('2026-11-18', 'en-US')).toBe('2026-11-18');
    expect(readDate('8.1.26', 'de-DE')).toBe('2026-01-08');
  });

  it.each(['31.02.2026', '18.11.', 'tomorrow', '2026-13-01'])('"%s" stays as it was typed', (text) => {
    expect(readDate(text, 'de-DE')).toBe(text);
  });

  it('an empty text is no date', () => {
    expect(readDate(' ', 'de-DE')).toBeUndefined();
  });

  it('weeks begin on Sunday in America and on Monday in Germany', () => {
    expect([firstDayOfWeek('en-US'), firstDayOfWeek('de-DE')]).toEqual([0, 1]);
  });
});

describe('[I23] a moment', () => {
  it('is a day and a time here, and a time in UTC in the answer', () => {
    const at = new Date(2026, 10, 18, 9, 30).toISOString();
    expect(splitDateTime(at)).toEqual({ date: '2026-11-18', time: '09:30' });
    expect(joinDateTime('2026-11-18', '09:30')).toBe(at);
  });

  it('is not made up from half of it', () => {
    expect(joinDateTime('2026-11-18', '')).toBe('2026-11-18');
    expect(joinDateTime('', '')).toBeUndefined();
  });
});

describe('[I21 I22] numbers', () => {
  it.each([
    ['12', 12],
    ['-3.50', -3.5],
    ['1e6', 1_000_000],
    ['', undefined],
    ['1,200', '1,200'],
    ['12 apples', '12 apples'],
  ])('"%s" is %s', (typed, value) => {
    expect(typedNumber(typed)).toBe(value);
  });

  it('amounts have the signs of their currency and of the place', () => {
    expect(currencyMask('EUR', 'de-DE')).toEqual({
      prefix: '',
      suffix: '\u00a0€',
      decimals: 2,
      decimal: ',',
      group: '.',
    });
    expect(currencyMask('USD', 'en-US')).toMatchObject({ prefix: '$', suffix: '', decimal: '.', group: ',' });
    expect(currencyMask('JPY', 'en-US')).toMatchObject({ decimals: 0 });
  });

  it('a currency that there is not takes nothing away', () => {
    expect(currencyMask('nonsense', 'en-US')).toMatchObject({ prefix: '', decimals: 2 });
  });
});
