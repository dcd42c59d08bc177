import { describe, expect, it } from 'vitest';
import { after } from '../../../../src/engine/definition/duration.ts';
import { problemsOf, start } from '../../../support/engine.ts';

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
    ['2026-05-22T14:30:00Z', 'P7973Y', '9999-05-22T14:30:00Z'],
  ])('from %s: %s ends %s', (from, duration, end) => {
    expect(after(at(from), duration)).toBe(at(end));
  });

  it.each(['PT0.1234567M', 'PT0.00001M', 'P0.3333333W', 'PT0.7777777H'])(
    'ends at a whole millisecond, not before it is over: %s',
    (text) => {
      const end = after(0, text);
      expect(end).toSatisfy(Number.isSafeInteger);
      expect(end).toBeGreaterThan(0);
    },
  );

  it('ends before the year 10000, which no timestamp can name', () => {
    expect(after(at('9999-12-31T23:59:59.998Z'), 'PT0.001S')).toBe(at('9999-12-31T23:59:59.999Z'));
    expect(after(at('9999-12-31T23:59:59.999Z'), 'PT0.00001M')).toBeNull();
    expect(after(at('2026-05-22T14:30:00Z'), { days: 3_000_000 })).toBeNull();
  });

  it.each(['P9000Y', '{ days: 3000000 }', '{ days: 9007199254740991 }'])(
    'that ends later is refused when it is loaded: %s',
    (wait) => {
      expect(problemsOf(`do: [{ a: { wait: ${wait} } }]`)).toEqual([
        expect.stringContaining('before the year 10000'),
      ]);
    },
  );

  it('from data that ends later faults its task', async () => {
    const { result } = await start("do: [{ a: { wait: '${ .limit }' } }]", { limit: 'P9000Y' });
    expect(result).toMatchObject({ status: 'faulted', error: { status: 400, instance: '/do/0/a' } });
    expect(result.error?.detail).toContain('ends after the year 9999: "P9000Y"');
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
