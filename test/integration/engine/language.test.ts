import { afterAll, describe, expect, it } from 'vitest';
import { createJqExpressions } from '../../../src/engine/expression/jq-expressions.ts';
import type { Advance } from '../../../src/engine/process-state.ts';
import type { Json } from '../../../src/shared/json.ts';
import { systemTimers } from '../../../src/shared/system-clock.ts';
import { aHost, start } from '../../support/engine.ts';

// The scenarios of the language's conformance kit that this version runs, in our own words, with real jq.

const workerUrl = new URL('../../../src/engine/expression/jq-worker.ts', import.meta.url);
const expressions = createJqExpressions({ workerUrl, timers: systemTimers });
afterAll(() => expressions.close());

async function run(yaml: string, input: Json = {}): Promise<Advance & { order: string[] }> {
  const { result } = await start(yaml, input, { ...aHost(), expressions });
  return { ...result, order: result.changed.filter(({ kind }) => kind !== 'do').map(({ name }) => name) };
}

describe('set', () => {
  it('builds its output from literals and expressions', async () => {
    const { output } = await run(
      `
      do:
        - draw:
            set:
              kind: square
              size: \${ .options.size }
              colour: '\${ .options.colour | {r: .red} }'
      `,
      { options: { size: { w: 2 }, colour: { red: 9 } } },
    );
    expect(output).toEqual({ kind: 'square', size: { w: 2 }, colour: { r: 9 } });
  });
});

describe('switch', () => {
  const yaml = `
    do:
      - pick:
          switch:
            - low: { when: .level < 3, then: lower }
            - high: { when: .level > 7, then: raise }
            - rest: { then: keep }
      - lower: { set: { path: '\${ (.path // []) + ["lower"] }' }, then: end }
      - raise: { set: { path: '\${ (.path // []) + ["raise"] }' }, then: end }
      - keep: { set: { path: '\${ [$input.level] }' } }
  `;

  it.each([
    [1, ['lower'], ['pick', 'lower']],
    [9, ['raise'], ['pick', 'raise']],
    [5, [5], ['pick', 'keep']],
  ])('with %i takes its branch', async (level, path, order) => {
    const result = await run(yaml, { level });
    expect(result.output).toEqual({ path });
    expect(result.order).toEqual(order);
  });

  it('without a default and a match follows its own then', async () => {
    const result = await run(
      `
      do:
        - pick: { switch: [{ a: { when: '.x == "a"', then: never } }], then: end }
        - never: { set: { x: wrong } }
      `,
      { x: 'b' },
    );
    expect(result.output).toEqual({ x: 'b' });
    expect(result.order).toEqual(['pick']);
  });
});

describe('do', () => {
  it('runs its tasks in sequence', async () => {
    const { output } = await run(`
      do:
        - all:
            do:
              - one: { set: { list: '\${ .list + ["one"] }' } }
              - two: { set: { list: '\${ .list + ["two"] }' } }
              - three: { set: { list: '\${ .list + ["three"] }' } }
    `);
    expect(output).toEqual({ list: ['one', 'two', 'three'] });
  });
});

describe('raise', () => {
  it('faults the process with the error and the path of the task', async () => {
    const { status, error } = await run(
      `do: [{ stop: { raise: { error: { type: 'https://e/stop', status: 451, title: Stop, detail: '\${ "No \\(.x)" }' } } } }]`,
      { x: 'entry' },
    );
    expect(status).toBe('faulted');
    expect(error).toEqual({
      type: 'https://e/stop',
      status: 451,
      title: 'Stop',
      detail: 'No entry',
      instance: '/do/0/stop',
    });
  });

  it('can be told apart from an expression that fails by itself', async () => {
    const { error } = await run('do: [{ bad: { set: { x: "${ .a | keys }" } } }]', { a: 1 });
    expect(error).toMatchObject({
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/expression',
      status: 400,
      instance: '/do/0/bad',
      detail: '.a | keys: number (1) has no keys',
    });
  });
});

describe('the flow', () => {
  it('goes from top to bottom, or as then says', async () => {
    const add = (name: string) => `set: { list: '\${ .list + ["${name}"] }' }`;
    const straight = await run(`
      do:
        - a: { ${add('a')} }
        - b: { ${add('b')} }
        - c: { ${add('c')} }
    `);
    expect(straight).toMatchObject({ output: { list: ['a', 'b', 'c'] }, order: ['a', 'b', 'c'] });
    const jumping = await run(`
      do:
        - a: { ${add('a')}, then: c }
        - b: { ${add('b')}, then: end }
        - c: { ${add('c')}, then: b }
    `);
    expect(jumping).toMatchObject({ output: { list: ['a', 'c', 'b'] }, order: ['a', 'c', 'b'] });
  });

  it('leaves a loop when its condition no longer holds', async () => {
    const result = await run(
      `
      do:
        - count: { set: { n: '\${ .n + 1 }' } }
        - more: { switch: [{ yes: { when: .n < 3, then: count } }] }
      `,
      { n: 0 },
    );
    expect(result.output).toEqual({ n: 3 });
    expect(result.changed.map(({ path }) => path)).toEqual([
      '/do/0/count',
      '/do/1/more',
      '/do/0/count#2',
      '/do/1/more#2',
      '/do/0/count#3',
      '/do/1/more#3',
    ]);
  });
});

describe('data', () => {
  it('is filtered on the way in, and need not be an object', async () => {
    const { output } = await run(
      'do: [{ who: { input: { from: .user.name }, set: { player: "${ . }" } } }]',
      {
        user: { name: 'Ann' },
      },
    );
    expect(output).toEqual({ player: 'Ann' });
  });

  it('is filtered on the way out, also to what is no object', async () => {
    const { output } = await run(
      `
      do:
        - first: { set: { id: '\${ .n }' }, output: { as: .id } }
        - second: { set: { id: '\${ . + 1 }' }, output: { as: '{ ids: [$input, .id] }' } }
      `,
      { n: 1 },
    );
    expect(output).toEqual({ ids: [1, 2] });
  });
});
