import { describe, expect, it } from 'vitest';
import { advance } from '../../../../src/engine/interpreter.ts';
import { aHost, answered, recorded, start, taskAt } from '../../../support/engine.ts';

const reviews = `
  do:
    - reviews:
        fork:
          branches:
            - legal: { ask: { prompt: 'Legal?' } }
            - finance: { ask: { prompt: 'Finance?' } }
`;

describe('a fork', () => {
  it('begins every branch and waits for all of them', async () => {
    const { definition, state, result, host } = await start(reviews);
    expect(result.status).toBe('waiting');
    expect(result.changed.map(({ path }) => path)).toEqual([
      '/do/0/reviews',
      '/do/0/reviews/fork/branches/0/legal',
      '/do/0/reviews/fork/branches/1/finance',
    ]);
    const one = answered(state, '/do/0/reviews/fork/branches/1/finance', { value: 'second' });
    const half = await advance(definition, one, host);
    expect(half.status).toBe('waiting');
    const both = answered(recorded(one, half), '/do/0/reviews/fork/branches/0/legal', { value: 'first' });
    expect((await advance(definition, both, host)).output).toMatchObject([
      { value: 'first' },
      { value: 'second' },
    ]);
  });

  it('that competes takes the first branch to end and cancels the others', async () => {
    const { definition, state, host } = await start(
      reviews.replace('fork:', 'fork:\n          compete: true'),
    );
    const given = answered(state, '/do/0/reviews/fork/branches/1/finance', { value: 'won' });
    const result = await advance(definition, given, host);
    expect(result).toMatchObject({ status: 'completed', output: { value: 'won' } });
    const left = taskAt(recorded(given, result), '/do/0/reviews/fork/branches/0/legal');
    expect(left).toMatchObject({ status: 'cancelled', reason: 'lost', wait: null });
  });

  it('fails with its first branch that fails, and the others are cancelled', async () => {
    const { result } = await start(`
      do:
        - both:
            fork:
              branches:
                - waits: { ask: { prompt: 'Well?' } }
                - breaks: { raise: { error: { type: 'https://example.com/broken', status: 500 } } }
    `);
    expect(result).toMatchObject({
      status: 'faulted',
      error: { instance: '/do/0/both/fork/branches/1/breaks' },
    });
    expect(result.changed).toContainEqual(
      expect.objectContaining({ name: 'waits', status: 'cancelled', reason: 'failed' }),
    );
  });

  it('joins what each branch changed of the context, in the order in which they are written', async () => {
    const { result } = await start(`
      do:
        - before: { set: { a: 1 }, export: { as: { kept: 1, both: 1, gone: 1 } } }
        - both:
            fork:
              branches:
                - one: { set: { x: 1 }, export: { as: { kept: 1, both: 2, mine: 1 } } }
                - two: { set: { x: 1 }, export: { as: { kept: 1, both: 3, gone: 1 } } }
        - see: { set: '\${ $context }' }
    `);
    expect(result.output).toEqual({ kept: 1, both: 3, mine: 1 });
  });

  it('lets the timer that was due first win, also when the machine slept through both', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      do:
        - race:
            fork:
              compete: true
              branches:
                - slow: { do: [ { later: { wait: PT20S } }, { saySlow: { set: { won: slow } } } ] }
                - fast: { do: [ { soon: { wait: PT10S } }, { sayFast: { set: { won: fast } } } ] }
      `,
      {},
      host,
    );
    host.clock.advance(3_600_000);
    const result = await advance(definition, state, host);
    expect(result).toMatchObject({ status: 'completed', output: { won: 'fast' } });
  });
});
