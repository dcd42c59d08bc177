import { describe, expect, it } from 'vitest';
import { advance } from '../../../src/engine/interpreter.ts';
import { aHost, answered, recorded, start } from '../../support/engine.ts';

describe('an extension', () => {
  it('runs its tasks before and after those of its kind, and changes nothing of the flow', async () => {
    const { result } = await start(
      `
      use:
        extensions:
          - audit:
              extend: wait
              before: [ { began: { set: { seen: '\${ . }' } } } ]
              after: [ { over: { set: { seen: '\${ . }' } } } ]
      do:
        - other: { set: { a: 1 } }
        - pause: { wait: PT0S }
      `,
    );
    expect(result.output).toEqual({ a: 1 });
    expect(result.changed.map(({ path }) => path)).toEqual([
      '/do/0/other',
      '/do/1/pause',
      '/do/1/pause/extensions/0/before/0/began',
      '/do/1/pause/extensions/0/after/0/over',
    ]);
  });

  it('stands in for the task when its first list says exit', async () => {
    const { result } = await start(
      `
      use:
        extensions:
          - mock:
              extend: call
              before: [ { answer: { set: { mocked: true }, then: exit } } ]
      do:
        - get: { call: http, with: { method: get, endpoint: 'https://example.com/' } }
      `,
    );
    expect(result).toMatchObject({ status: 'completed', output: { mocked: true } });
  });

  it('applies only where its condition holds', async () => {
    const { result } = await start(
      `
      use:
        extensions:
          - audit: { extend: all, when: $input.marked, before: [ { note: { set: { x: 1 } } } ] }
      do:
        - plain: { set: { marked: true } }
        - marked: { set: { x: 2 } }
      `,
    );
    expect(result.changed.map(({ name }) => name)).toEqual(['plain', 'marked', 'note']);
  });

  it('does not run the task once more while its last tasks wait', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      use:
        extensions:
          - review: { extend: emit, after: [ { look: { ask: { prompt: 'Seen?' } } } ] }
      do:
        - tell: { emit: { event: { with: { source: 'https://example.com', type: com.example.told } } } }
      `,
      {},
      host,
    );
    const given = answered(state, '/do/0/tell/extensions/0/after/0/look', { value: 'yes' });
    const result = await advance(definition, given, host);
    expect(result).toMatchObject({ status: 'completed', events: [] });
  });

  it('asks its condition once: what it said then holds until the task has ended', async () => {
    const host = aHost();
    const { definition, state } = await start(
      `
      use:
        extensions:
          - review: { extend: set, when: $input.marked, before: [ { look: { ask: { prompt: 'Seen?' } } } ] }
      do:
        - mark: { set: { done: true } }
      `,
      { marked: true },
      host,
    );
    host.expressions.calls.length = 0;
    const given = answered(state, '/do/0/mark/extensions/0/before/0/look', { value: 'yes' });
    expect(await advance(definition, given, host)).toMatchObject({
      status: 'completed',
      output: { done: true },
    });
    expect(host.expressions.calls.map(({ code }) => code)).not.toContain('$input.marked');
  });

  it('leaves a task that records how far it has come its own records', async () => {
    const host = aHost();
    const begun = await start(
      `
      use:
        extensions:
          - audit: { extend: for, before: [ { note: { set: { x: 1 } } } ], after: [ { over: { set: { x: 2 } } } ] }
      do:
        - each:
            for: { in: .names }
            do: [ { ask: { ask: { prompt: 'Good, \${ $item }?' } } } ]
      `,
      { names: ['Ann', 'Bob'] },
      host,
    );
    const first = answered(begun.state, '/do/0/each/do/0/ask', { value: 'yes' });
    const second = recorded(first, await advance(begun.definition, first, host));
    const last = answered(second, '/do/0/each/do#2/0/ask', { value: 'no' });
    expect(await advance(begun.definition, last, host)).toMatchObject({
      status: 'completed',
      output: { value: 'no' },
    });
  });
});
