import { describe, expect, it } from 'vitest';
import { mostPerWalk } from '../../../../src/engine/limits.ts';
import { advance } from '../../../../src/engine/interpreter.ts';
import { aHost, answered, recorded, start, taskAt } from '../../../support/engine.ts';

const loop = `
  do:
    - each:
        for: { each: color, in: .colors, at: position }
        do:
          - keep: { set: { last: '\${ $color }', at: '\${ $position }' } }
`;

describe('a loop', () => {
  it('hands each item and its index to an iteration that gets the output of the one before', async () => {
    const { result } = await start(loop, { colors: ['red', 'green'] });
    expect(result.status).toBe('completed');
    expect(result.output).toEqual({ last: 'green', at: 1 });
  });

  it('marks the tasks of the second iteration on', async () => {
    const { result } = await start(loop, { colors: ['red', 'green', 'blue'] });
    expect(result.changed.map(({ path }) => path)).toEqual([
      '/do/0/each',
      '/do/0/each/do/0/keep',
      '/do/0/each/do#2/0/keep',
      '/do/0/each/do#3/0/keep',
    ]);
  });

  it('names its variables item and index where nothing else is said', async () => {
    const { result } = await start(
      `
      do:
        - each:
            for: { in: .list }
            do:
              - keep: { set: { item: '\${ $item }', index: '\${ $index }' } }
      `,
      { list: ['only'] },
    );
    expect(result.output).toEqual({ item: 'only', index: 0 });
  });

  it('passes its input on when there is nothing to go through', async () => {
    const { result } = await start(loop, { colors: [] });
    expect(result.output).toEqual({ colors: [] });
  });

  it('stops before the first iteration for which `while` does not hold', async () => {
    const { result } = await start(
      `
      do:
        - each:
            for: { in: .list }
            while: $item.go
            do:
              - keep: { set: { list: [], last: '\${ $item.name }' } }
      `,
      {
        list: [
          { name: 'a', go: true },
          { name: 'b', go: false },
          { name: 'c', go: true },
        ],
      },
    );
    expect(result.output).toMatchObject({ last: 'a' });
  });

  it('fails on what is no list', async () => {
    const { result } = await start(loop, { colors: 'red' });
    expect(result).toMatchObject({ status: 'faulted', error: { status: 400, instance: '/do/0/each' } });
  });

  it('sees the variables of the loop around it', async () => {
    const { result } = await start(
      `
      do:
        - outer:
            for: { each: row, in: .rows }
            do:
              - inner:
                  for: { each: cell, in: $row.cells }
                  do:
                    - keep: { set: { row: '\${ $row.name }', cell: '\${ $cell }' } }
      `,
      { rows: [{ name: 'r', cells: [1, 2] }] },
    );
    expect(result.output).toEqual({ row: 'r', cell: 2 });
  });

  it('goes on in the iteration that waited and evaluates no earlier one again', async () => {
    const host = aHost();
    const begun = await start(
      `
      do:
        - each:
            for: { in: .names }
            do:
              - ask: { ask: { prompt: 'Good, \${ $item }?' } }
      `,
      { names: ['Ann', 'Bob'] },
      host,
    );
    const first = answered(begun.state, '/do/0/each/do/0/ask', { value: 'yes' });
    const second = recorded(first, await advance(begun.definition, first, host));
    host.expressions.calls.length = 0;
    const last = answered(second, '/do/0/each/do#2/0/ask', { value: 'no' });
    const result = await advance(begun.definition, last, host);
    expect(result).toMatchObject({ status: 'completed', output: { value: 'no' } });
    expect(host.expressions.calls).toEqual([]);
    expect(result.changed.map(({ path }) => path)).not.toContain('/do/0/each/do/0/ask');
  });

  it('pauses a long walk so that no transaction grows with the list, and comes to the same end', async () => {
    const items = Array.from({ length: mostPerWalk * 2 + 10 }, (_, index) => index);
    const host = aHost();
    const { definition, state, result } = await start(loop, { colors: items }, host);
    expect(result.status).toBe('active');
    expect(result.wakeAt).toBe(host.clock.now());
    let now = state;
    let walks = 1;
    while (now.status === 'active') {
      now = recorded(now, await advance(definition, now, host));
      walks += 1;
    }
    expect(walks).toBe(3);
    expect(now.status).toBe('completed');
    expect(now.output).toEqual({ last: items.length - 1, at: items.length - 1 });
    expect(taskAt(now, '/do/0/each').status).toBe('completed');
  });

  it('ends the process with an `end` inside it', async () => {
    const { result } = await start(
      `
      do:
        - each:
            for: { in: .list }
            do:
              - keep: { set: { first: '\${ $item }' }, then: end }
        - never: { set: { x: 1 } }
      `,
      { list: [1, 2] },
    );
    expect(result).toMatchObject({ status: 'completed', output: { first: 1 } });
  });
});
