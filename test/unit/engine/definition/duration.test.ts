import { describe, expect, it } from 'vitest';
import { after } from '../../../../src/engine/definition/duration.ts';
import { problemsOf } from '../../../support/engine.ts';

const at = (text: string): number => Date.parse(text);

describe('a duration', () => {
  it.each([
    ['2026-05-22T14:30:00Z', 'PT30S', '2026-05-22T14:30:30Z'],
    ['2026-05-22T14:30:00Z', 'PT0.5S', '2026-05-22T14:30:00.500Z'],
    ['2026-05-22T14:30:00Z', 'P1DT12H', '2026-05-24T02:30:00Z'],
    ['2026-05-22T14:30:00Z', 'P2W', '2026-06-05T14:30:00Z'],
    ['2026-01-31T10:00:00Z', 'P1M', '2026-02-28T10:00:00Z'],
    ['2028-02-29T10:00:00Z', 'P1Y', '2029-02-28T10:00:00Z'],
    ['2026-03-28T12:00:00Z', 'P1D', '2026-03-29T12:00:00Z'],
  ])('from %s: %s ends %s', (from, duration, end) => {
    expect(after(at(from), duration)).toBe(at(end));
  });

  it('may be written out', () => {
    const duration = { days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 };
    expect(after(0, duration)).toBe(((24 + 2) * 3600 + 3 * 60 + 4) * 1000 + 5);
  });

  it.each(['', 'P', 'PT', '5m', 'P1H', 'PT1D', '-PT1S', 'P-1D', 'PT1S ', 'P99999999Y'])(
    'is not written as "%s"',
    (text) => {
      expect(after(0, text)).toBeNull();
      expect(problemsOf(`do: [{ a: { wait: "${text}" } }]`)).toHaveLength(1);
    },
  );

  it.each(['{}', '{ seconds: -1 }', '{ seconds: 1.5 }', '{ fortnights: 1 }', '5', '{ seconds: "1" }'])(
    'is not written out as %s',
    (yaml) => {
      expect(problemsOf(`do: [{ a: { wait: ${yaml} } }]`)).not.toEqual([]);
    },
  );
});
