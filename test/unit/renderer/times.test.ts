import { describe, expect, it } from 'vitest';
import {
  clockTime,
  daysBetween,
  distance,
  duration,
  endOfDay,
  longTime,
  shortTime,
  span,
} from '../../../src/renderer/ui/times.ts';
import { friday, local } from './rows.ts';

const locale = 'en-GB';

describe('times in words', () => {
  it.each([
    [20_000, 'in a moment'],
    [-20_000, 'just now'],
    [5 * 60_000, 'in 5 minutes'],
    [-100_000, '2 minutes ago'],
    [59.8 * 60_000, 'in 1 hour'],
    [23.7 * 3_600_000, 'in 1 day'],
    [-50 * 3_600_000, '2 days ago'],
  ])('%i ms from now is %j', (away, words) => {
    const now = friday;
    expect(distance(new Date(now + away).toISOString(), now, locale)).toBe(words);
  });

  it.each([
    [local(2026, 5, 22, 17), '17:00'],
    [local(2026, 5, 23, 9), 'Tomorrow'],
    [local(2026, 5, 21, 9), 'Yesterday'],
    [local(2026, 5, 26, 9), 'Tue'],
    [local(2026, 5, 29, 9), '29 May'],
    [local(2026, 5, 18, 9), '18 May'],
    [local(2027, 1, 4, 9), '4 Jan 2027'],
  ])('says %s in its shortest form as %s', (at, words) => {
    expect(shortTime(at, friday, locale)).toBe(words);
  });

  it.each([
    [local(2026, 5, 22, 17), 'today 17:00'],
    [local(2026, 5, 23, 9), 'tomorrow 9:00'],
    [local(2026, 5, 21, 23, 59), 'yesterday 23:59'],
    [local(2026, 12, 1, 8), '1 Dec, 8:00'],
  ])('says %s with its day and time as %s', (at, words) => {
    expect(longTime(at, friday, locale)).toBe(words);
  });

  it('follows the locale in the form of the clock', () => {
    expect(clockTime(local(2026, 5, 22, 17), 'en-US').replace(/\s/, ' ')).toBe('5:00 PM');
    expect(clockTime(local(2026, 5, 22, 17), 'de-DE')).toBe('17:00');
  });

  it.each([
    [0, 'now'],
    [59_999, 'now'],
    [5 * 60_000, '5 min'],
    [3 * 3_600_000, '3 h'],
    [50 * 3_600_000, '2 d'],
  ])('measures %i ms as %s in either direction', (length, words) => {
    expect(span(friday, friday + length)).toBe(words);
    expect(span(friday, friday - length)).toBe(words);
  });

  it.each([
    [40, '40 ms'],
    [2_400, '2.4 s'],
    [200_000, '3 min 20 s'],
    [7_200_000, '2 h'],
    [93_600_000, '1 d 2 h'],
  ])('says that something took %i ms as %s', (length, words) => {
    const from = local(2026, 5, 22, 9);
    expect(duration(from, new Date(Date.parse(from) + length).toISOString())).toBe(words);
  });

  it('never says that something took less than nothing, when a clock was set back', () => {
    expect(duration(local(2026, 5, 22, 10), local(2026, 5, 22, 9))).toBe('0 ms');
  });

  it('counts calendar days, not spans of 24 hours', () => {
    const late = Date.parse(local(2026, 5, 22, 23, 59));
    expect(daysBetween(late, Date.parse(local(2026, 5, 23, 0, 1)))).toBe(1);
    expect(daysBetween(friday, Date.parse(local(2026, 5, 22, 0)))).toBe(0);
  });

  it('ends the day one millisecond before the next one', () => {
    expect(Date.parse(endOfDay(friday)) + 1).toBe(Date.parse(local(2026, 5, 23)));
  });
});
