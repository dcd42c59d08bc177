import { describe, expect, it } from 'vitest';
import { advance } from '../../../src/engine/interpreter.ts';
import { aHost, answered, recorded, start, taskAt } from '../../support/engine.ts';

describe('a timeout of a task', () => {
  const slow = `
    do:
      - part:
          timeout: { after: PT10S }
          do:
            - ask: { ask: { prompt: 'Well?' } }
      - after: { set: { done: true } }
  `;

  it('fails the task and cancels what is inside it', async () => {
    const host = aHost();
    const { definition, state } = await start(slow, {}, host);
    expect(state.wakeAt).toBe(host.clock.now() + 10_000);
    host.clock.advance(10_000);
    const result = await advance(definition, state, host);
    expect(result).toMatchObject({ status: 'faulted', error: { status: 408, instance: '/do/0/part' } });
    expect(taskAt(recorded(state, result), '/do/0/part/do/0/ask')).toMatchObject({
      status: 'cancelled',
      reason: 'timeout',
    });
  });

  it('does nothing to a task that ends in time', async () => {
    const host = aHost();
    const { definition, state } = await start(slow, {}, host);
    host.clock.advance(9_999);
    const result = await advance(definition, answered(state, '/do/0/part/do/0/ask', { value: 'x' }), host);
    expect(result).toMatchObject({ status: 'completed', output: { done: true }, wakeAt: null });
  });

  it('can be named once and used by many', async () => {
    const host = aHost();
    const { state } = await start(
      `
      use: { timeouts: { short: { after: PT7S } } }
      do:
        - ask: { ask: { prompt: 'Well?' }, timeout: short }
      `,
      {},
      host,
    );
    expect(taskAt(state, '/do/0/ask').deadline).toBe(host.clock.now() + 7_000);
  });

  it('does not take an answer that was accepted in time', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      do:
        - ask: { ask: { prompt: 'Well?' }, timeout: { after: PT7S } }
      `,
      {},
      host,
    );
    const given = answered(state, '/do/0/ask', { value: 'in time' });
    host.clock.advance(8_000);
    expect(await advance(definition, given, host)).toMatchObject({ output: { value: 'in time' } });
  });
});

describe('a timeout of a workflow', () => {
  it('fails the process and cancels what is left of it', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      timeout: { after: PT1M }
      do:
        - ask: { ask: { prompt: 'Well?' } }
      `,
      {},
      host,
    );
    const late = { ...state, wakeAt: state.wakeAt };
    host.clock.advance(120_000);
    const result = await advance(definition, late, host);
    expect(result).toMatchObject({ status: 'faulted', error: { status: 408, instance: '/' } });
    expect(result.changed).toEqual([expect.objectContaining({ status: 'cancelled', reason: 'timeout' })]);
  });
});

describe('cancelling a process', () => {
  it('ends everything that is live in it with that reason', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      do:
        - first: { set: { a: 1 } }
        - part:
            do:
              - ask: { ask: { prompt: 'Well?' } }
      `,
      {},
      host,
    );
    const result = await advance(definition, { ...state, cancelling: true }, host);
    expect(result.status).toBe('cancelled');
    expect(result.changed.map(({ path, status, reason }) => [path, status, reason])).toEqual([
      ['/do/1/part', 'cancelled', 'cancelled'],
      ['/do/1/part/do/0/ask', 'cancelled', 'cancelled'],
    ]);
  });
});
