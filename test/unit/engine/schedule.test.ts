import { describe, expect, it } from 'vitest';
import { nextRun, revisedRun, runAfter } from '../../../src/engine/schedule.ts';

const utc = 'UTC';
const berlin = 'Europe/Berlin';

function at(text: string): number {
  return Date.parse(text);
}

function next(cron: string, after: string, timeZone: string): string {
  return text(nextRun({ cron }, { after: at(after), timeZone }));
}

function text(instant: number | null): string {
  return instant === null ? 'never' : new Date(instant).toISOString();
}

describe('when a schedule is due next', () => {
  it('`every` counts from the last time, or from the moment it was switched on', () => {
    const from = at('2026-05-22T14:30:00Z');
    expect(nextRun({ every: { minutes: 15 } }, { after: from, timeZone: utc })).toBe(from + 900_000);
    expect(nextRun({ every: 'PT15M' }, { after: from, timeZone: utc })).toBe(from + 900_000);
    expect(text(nextRun({ every: 'P1M' }, { after: at('2026-01-31T08:00:00Z'), timeZone: utc }))).toBe(
      '2026-02-28T08:00:00.000Z',
    );
  });

  it('`after` counts from the end of the last run', () => {
    const ended = at('2026-05-22T14:30:00Z');
    expect(nextRun({ after: { hours: 1 } }, { after: ended, timeZone: utc })).toBe(ended + 3_600_000);
    expect(runAfter({ after: { hours: 1 } }, { due: ended, now: ended, timeZone: utc })).toBeNull();
  });

  it('is never more often than once a second', () => {
    const from = at('2026-05-22T14:30:00Z');
    expect(nextRun({ every: 'PT0S' }, { after: from, timeZone: utc })).toBe(from + 1_000);
    expect(runAfter({ every: { milliseconds: 1 } }, { due: from, now: from + 5_500, timeZone: utc })).toBe(
      from + 6_000,
    );
  });

  it('goes by events alone where it has nothing else', () => {
    expect(nextRun({}, { after: 0, timeZone: utc })).toBeNull();
  });

  it('is the earliest where there are several', () => {
    const from = at('2026-05-22T14:30:00Z');
    expect(text(nextRun({ every: 'PT2H', cron: '0 15 * * *' }, { after: from, timeZone: utc }))).toBe(
      '2026-05-22T15:00:00.000Z',
    );
  });
});

describe('cron', () => {
  it.each([
    ['0 9 * * 1-5', '2026-05-22T08:00:00Z', '2026-05-22T09:00:00.000Z'],
    // A Friday; what comes is Monday.
    ['0 9 * * 1-5', '2026-05-22T09:00:00Z', '2026-05-25T09:00:00.000Z'],
    ['*/15 * * * *', '2026-05-22T14:29:59.999Z', '2026-05-22T14:30:00.000Z'],
    ['*/15 * * * *', '2026-05-22T14:30:00.000Z', '2026-05-22T14:45:00.000Z'],
    ['0 0 29 2 *', '2026-05-22T14:30:00Z', '2028-02-29T00:00:00.000Z'],
    ['30 2 14 7 * *', '2026-05-22T14:30:00Z', '2026-06-07T14:02:30.000Z'],
    ['0 0 30 2 *', '2026-05-22T14:30:00Z', 'never'],
  ])('%s after %s is due %s', (cron, after, due) => {
    expect(next(cron, after, utc)).toBe(due);
  });

  it('goes by the clock on the wall of the machine', () => {
    expect(next('0 9 * * *', '2026-05-22T08:00:00Z', berlin)).toBe('2026-05-23T07:00:00.000Z');
    expect(next('0 9 * * *', '2026-01-22T00:00:00Z', berlin)).toBe('2026-01-22T08:00:00.000Z');
  });

  // 29 March 2026 in Berlin: 2:00 is 3:00 at once. 25 October: 3:00 is 2:00 once more.
  it('at a time of day that summer time leaves out is due when it would have been, that same day, once', () => {
    expect(next('30 2 * * *', '2026-03-28T12:00:00Z', berlin)).toBe('2026-03-29T01:00:00.000Z');
    expect(next('30 2 * * *', '2026-03-29T01:00:00Z', berlin)).toBe('2026-03-30T00:30:00.000Z');
  });

  it('at a time of day that winter time has twice is due once', () => {
    expect(next('30 2 * * *', '2026-10-24T12:00:00Z', berlin)).toBe('2026-10-25T00:30:00.000Z');
    expect(next('30 2 * * *', '2026-10-25T00:30:00Z', berlin)).toBe('2026-10-26T01:30:00.000Z');
  });

  it('by the hour goes on through both, hour for hour', () => {
    const runs = (from: string): string[] => {
      const due: string[] = [];
      for (let after = from; due.length < 4; after = due.at(-1) ?? from)
        due.push(next('0 * * * *', after, berlin));
      return due.map((instant) => instant.slice(11, 16));
    };
    expect(runs('2026-03-28T23:30:00Z')).toEqual(['00:00', '01:00', '02:00', '03:00']);
    expect(runs('2026-10-24T23:30:00Z')).toEqual(['00:00', '01:00', '02:00', '03:00']);
  });
});

describe('what was missed', () => {
  const due = at('2026-05-22T10:00:00Z');

  it('is made up for by one run, and `every` keeps its rhythm', () => {
    const later = at('2026-05-25T14:37:12.345Z');
    expect(text(runAfter({ every: { hours: 2 } }, { due, now: later, timeZone: utc }))).toBe(
      '2026-05-25T16:00:00.000Z',
    );
    expect(text(runAfter({ cron: '0 */2 * * *' }, { due, now: later, timeZone: utc }))).toBe(
      '2026-05-25T16:00:00.000Z',
    );
  });

  it('over years of every second is found at once', () => {
    const later = at('2036-05-22T10:00:00.500Z');
    expect(text(runAfter({ every: 'PT1S' }, { due, now: later, timeZone: utc }))).toBe(
      '2036-05-22T10:00:01.000Z',
    );
  });

  it('of months is counted on the calendar', () => {
    const later = at('2026-12-24T00:00:00Z');
    expect(text(runAfter({ every: 'P1M' }, { due, now: later, timeZone: utc }))).toBe(
      '2027-01-22T10:00:00.000Z',
    );
  });

  it('is nothing where it was on time', () => {
    expect(text(runAfter({ every: { hours: 2 } }, { due, now: due, timeZone: utc }))).toBe(
      '2026-05-22T12:00:00.000Z',
    );
    expect(text(runAfter({ every: { hours: 2 } }, { due, now: due + 7_199_999, timeZone: utc }))).toBe(
      '2026-05-22T12:00:00.000Z',
    );
  });

  it('does not come again for a clock that went back just after the run', () => {
    expect(text(runAfter({ cron: '0 10 * * *' }, { due, now: due - 60_000, timeZone: utc }))).toBe(
      '2026-05-23T10:00:00.000Z',
    );
  });
});

describe('a clock that was set back', () => {
  it('is not waited for to come to where it was', () => {
    const next = at('2026-05-23T10:00:00Z');
    const now = at('2026-05-20T10:30:00Z');
    expect(text(revisedRun({ every: { hours: 2 } }, { next, now, timeZone: utc }))).toBe(
      '2026-05-20T12:30:00.000Z',
    );
    expect(text(revisedRun({ cron: '0 * * * *' }, { next, now, timeZone: utc }))).toBe(
      '2026-05-20T11:00:00.000Z',
    );
  });

  it('changes nothing for what is due before that anyway', () => {
    const next = at('2026-05-22T10:00:00Z');
    const now = at('2026-05-22T09:59:00Z');
    expect(revisedRun({ every: { hours: 2 } }, { next, now, timeZone: utc })).toBe(next);
    expect(revisedRun({ cron: '0 0 30 2 *' }, { next, now, timeZone: utc })).toBe(next);
  });
});
