import { describe, expect, it } from 'vitest';
import { advance } from '../../../src/engine/interpreter.ts';
import type { Advance } from '../../../src/engine/process-state.ts';
import { mostInstances, mostPerWalk } from '../../../src/engine/limits.ts';
import { aDefinition, aHost, answered, aProcess, recorded, start, tasksOf } from '../../support/engine.ts';

function paths(result: Advance): string[] {
  return result.changed.map(({ path }) => path);
}

describe('a process', () => {
  it('with no tasks completes with its input', async () => {
    const { result } = await start('do: []', { a: 1 });
    expect(result).toMatchObject({
      status: 'completed',
      output: { a: 1 },
      error: null,
      changed: [],
      wakeAt: null,
    });
  });

  it('that has ended is not walked again', async () => {
    const { definition, state, host } = await start('do: [{ a: { set: { x: 1 } } }]');
    expect(await advance(definition, state, host)).toMatchObject({
      status: 'completed',
      output: { x: 1 },
      error: null,
      changed: [],
      wakeAt: null,
    });
  });

  it('is walked without a change to the state it is given', async () => {
    const { definition, state, host } = await start('do: [{ a: { ask: { prompt: x } } }]');
    const given = answered(state, '/do/0/a', { value: 'yes' });
    const before = structuredClone(tasksOf(given));
    await advance(definition, given, host);
    expect(tasksOf(given)).toEqual(before);
  });

  it('records nothing of a task that has not changed', async () => {
    const { definition, state, host } = await start('do: [{ a: { do: [{ b: { ask: { prompt: x } } }] } }]');
    expect(await advance(definition, state, host)).toMatchObject({ status: 'waiting', changed: [] });
  });

  it('records when each task began and ended, by the clock of the host', async () => {
    const host = aHost();
    const began = host.clock.now();
    const { definition, state } = await start(
      'do: [{ a: { do: [{ b: { ask: { prompt: x } } }] } }]',
      {},
      host,
    );
    host.clock.advance(5_000);
    const result = await advance(definition, answered(state, '/do/0/a/do/0/b', { value: 'y' }), host);
    for (const task of result.changed) {
      expect(task).toMatchObject({ startedAt: began, endedAt: began + 5_000 });
    }
  });
});

describe('the flow', () => {
  it('goes from task to task, each with the output of the one before', async () => {
    const { result } = await start(
      `
      do:
        - first: { set: { seen: '\${ .a }' } }
        - second: { set: { again: '\${ .seen }' } }
      `,
      { a: 'A' },
    );
    expect(result.output).toEqual({ again: 'A' });
    expect(paths(result)).toEqual(['/do/0/first', '/do/1/second']);
  });

  it('follows then by name, forwards and back', async () => {
    const { result } = await start(`
      do:
        - red: { set: { colour: red }, then: green }
        - blue: { set: { colour: blue }, then: end }
        - green: { set: { colour: green }, then: blue }
    `);
    expect(paths(result)).toEqual(['/do/0/red', '/do/2/green', '/do/1/blue']);
    expect(result.output).toEqual({ colour: 'blue' });
  });

  it('ends its own list at exit and the process at end', async () => {
    const lists = (then: string) => `
      do:
        - outer:
            do:
              - inner: { set: { x: inner }, then: ${then} }
              - never: { set: { x: never } }
        - last: { set: { x: last } }
    `;
    expect((await start(lists('exit'))).result.output).toEqual({ x: 'last' });
    expect((await start(lists('end'))).result.output).toEqual({ x: 'inner' });
  });

  it('leaves a list with the output of its last task and takes the then of the list', async () => {
    const { result } = await start(`
      do:
        - outer: { do: [{ inner: { set: { x: 1 } } }], then: third }
        - second: { set: { x: 2 } }
        - third: { set: { from: '\${ .x }' } }
    `);
    expect(result.output).toEqual({ from: 1 });
  });

  it('gives a task that it comes to again an instance of its own', async () => {
    const { definition, state, result, host } = await start(`
      do:
        - review: { ask: { prompt: 'Ready?', mode: confirm } }
        - again: { switch: [{ no: { when: .value == false, then: review } }] }
    `);
    expect(paths(result)).toEqual(['/do/0/review']);
    const second = await advance(definition, answered(state, '/do/0/review', { value: false }), host);
    expect(paths(second)).toEqual(['/do/0/review', '/do/1/again', '/do/0/review#2']);
    const third = answered(recorded(state, second), '/do/0/review#2', { value: true });
    const end = await advance(definition, third, host);
    expect(paths(end)).toEqual(['/do/0/review#2', '/do/1/again#2']);
    expect(end).toMatchObject({ status: 'completed', output: { value: true } });
  });

  it('keeps names apart that have a slash, a tilde or a hash in them', async () => {
    const { result } = await start(`
      do:
        - a/do/0/b: { set: { x: 1 } }
        - 'c~d#2': { set: { x: 2 } }
    `);
    expect(paths(result)).toEqual(['/do/0/a~1do~10~1b', '/do/1/c~0d#2']);
  });

  it('faults a process that goes round without an end, instead of hanging', async () => {
    const {
      definition,
      state: begun,
      host,
    } = await start(`
      do:
        - a: { set: { x: 1 } }
        - b: { set: { x: 2 }, then: a }
    `);
    const full = { ...begun, tasks: { ...begun.tasks, size: mostInstances - 1 } };
    const result = await advance(definition, full, host);
    expect(result).toMatchObject({ status: 'faulted', error: { status: 500 } });
    expect(result.changed).toHaveLength(1);
  });

  it('goes on where it last led back and does not walk every round again', async () => {
    const {
      definition,
      state: begun,
      host,
    } = await start(`
      do:
        - a: { set: { x: 1 } }
        - b: { set: { x: 2 }, then: a }
    `);
    const looked: string[] = [];
    const tasks = {
      ...begun.tasks,
      get: (path: string) => {
        looked.push(path);
        return begun.tasks.get(path);
      },
    };
    await advance(definition, { ...begun, tasks }, host);
    expect(new Set(looked).size).toBeLessThan(mostPerWalk + 5);
    expect(looked).not.toContain('/do/0/a');
  });
});

describe('a task with a condition', () => {
  const definition = `
    do:
      - maybe: { if: .go, set: { x: 1 }, then: end }
      - after: { set: { was: '\${ . }' } }
  `;

  it('runs when it holds', async () => {
    expect((await start(definition, { go: true })).result.output).toEqual({ x: 1 });
  });

  it.each([false, null])(
    'is skipped when it is %s: its input goes on and its then is not taken',
    async (go) => {
      const { result } = await start(definition, { go });
      expect(result.output).toEqual({ was: { go } });
      expect(result.changed[0]).toMatchObject({ status: 'skipped', output: { go }, next: 'continue' });
    },
  );
});

describe('data', () => {
  it('is filtered on the way into and out of a process and a task', async () => {
    const { result } = await start(
      `
      input: { from: .order }
      output: { as: { final: '\${ .kept }' } }
      do:
        - a:
            input: { from: '\${ .item }' }
            set: { name: '\${ .name }', dropped: 1 }
            output: { as: { kept: '\${ .name }' } }
      `,
      { order: { item: { name: 'pen' } } },
    );
    expect(result.output).toEqual({ final: 'pen' });
    expect(result.changed[0]).toMatchObject({ input: { name: 'pen' }, output: { kept: 'pen' } });
  });

  it('is exported to a context that later tasks see, inside lists and after them', async () => {
    const { result } = await start(`
      do:
        - outer:
            do:
              - a: { set: { x: 1 }, export: { as: { a: '\${ .x }', before: '\${ $context }' } } }
              - b: { set: { inside: '\${ $context.a }' } }
        - c: { set: { after: '\${ $context.a }', before: '\${ $context.before }', in: '\${ .inside }' } }
    `);
    expect(result.output).toEqual({ after: 1, before: {}, in: 1 });
    expect(result.changed.map(({ path, context }) => [path, context])).toEqual([
      ['/do/0/outer', { a: 1, before: {} }],
      ['/do/0/outer/do/0/a', { a: 1, before: {} }],
      ['/do/0/outer/do/1/b', undefined],
      ['/do/1/c', undefined],
    ]);
  });

  it('comes with the variables of the specification', async () => {
    const { result } = await start(
      `
      input: { from: .inner }
      do:
        - a:
            input: { from: { filtered: '\${ .x }', raw: '\${ $task.input }' } }
            set:
              input: '\${ $input }'
              workflow: '\${ $workflow.input }'
              id: '\${ $workflow.id }'
              document: '\${ $workflow.definition.document.name }'
              started: '\${ $workflow.startedAt.iso8601 }'
              seconds: '\${ $task.startedAt.epoch.seconds }'
              name: '\${ $task.name }'
              reference: '\${ $task.reference }'
              own: '\${ $task.definition.metadata.note }'
              runtime: '\${ $runtime.name }'
            metadata: { note: mine }
            output: { as: { input: '\${ $input.filtered }', raw: '\${ $task.output.id }', rest: '\${ . }' } }
            export: { as: { output: '\${ $output.input }', input: '\${ $input.filtered }' } }
        - b: { set: { context: '\${ $context }', previous: '\${ . }' } }
      `,
      { inner: { x: 7 } },
    );
    expect(result.output).toMatchObject({
      context: { output: 7, input: 7 },
      previous: {
        input: 7,
        raw: aProcess().id,
        rest: {
          input: { filtered: 7, raw: { x: 7 } },
          workflow: { inner: { x: 7 } },
          id: aProcess().id,
          document: 'example',
          started: '2026-05-22T14:30:00.000Z',
          seconds: Date.UTC(2026, 4, 22, 14, 30) / 1000,
          name: 'a',
          reference: '/do/0/a',
          own: 'mine',
          runtime: 'Countersign',
        },
      },
    });
  });

  it('makes the title of a task, evaluated when it begins', async () => {
    const { result } = await start(
      `do: [{ a: { metadata: { title: 'Pay \${ .amount } to \${ .who }' }, set: { x: 1 } } }]`,
      { amount: { eur: 5 }, who: 'Ann' },
    );
    expect(result.changed[0]?.title).toBe('Pay {"eur":5} to Ann');
  });

  it('that makes a title too long for any list is cut', async () => {
    const { result } = await start("do: [{ a: { metadata: { title: 'Pay ${ .who }' }, set: { x: 1 } } }]", {
      who: 'x'.repeat(5_000_000),
    });
    expect(result.changed[0]?.title).toBe(`Pay ${'x'.repeat(295)}…`);
  });

  it('is never taken for an expression, wherever it is put', async () => {
    const hostile = '${ $workflow.id }';
    const { definition, state, result, host } = await start(
      `
      do:
        - first: { set: { copied: '\${ .text }', deep: { again: '\${ . }' } } }
        - second:
            metadata: { title: 'About \${ .copied }' }
            ask: { prompt: '\${ .copied }!', mode: choice, options: [{ label: '\${ .copied }', value: 1 }] }
        - third: { set: { answer: '\${ .comment }' }, output: { as: { kept: '\${ .answer }' } } }
      `,
      { text: hostile },
    );
    const ask = result.changed.find(({ kind }) => kind === 'ask');
    expect(ask).toMatchObject({
      input: { copied: hostile, deep: { again: { text: hostile } } },
      title: `About ${hostile}`,
      ask: { prompt: `${hostile}!`, options: [{ label: hostile, value: 1 }] },
    });
    const end = await advance(
      definition,
      answered(state, '/do/1/second', { value: 1, comment: hostile }),
      host,
    );
    expect(end.output).toEqual({ kept: hostile });
  });
});

describe('an error', () => {
  it('of an expression faults its task, what encloses it and the process, and names both', async () => {
    const { result } = await start('do: [{ outer: { do: [{ inner: { set: { x: "${ .a.b }" } } }] } }]', {
      a: 5,
    });
    const error = {
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/expression',
      status: 400,
      instance: '/do/0/outer/do/0/inner',
      detail: '.a.b: Cannot be evaluated.',
    };
    expect(result).toMatchObject({ status: 'faulted', error, output: undefined, wakeAt: null });
    expect(result.changed).toMatchObject([
      { path: '/do/0/outer', status: 'faulted', error },
      { path: '/do/0/outer/do/0/inner', status: 'faulted', error, input: { a: 5 } },
    ]);
  });

  it('on the way into or out of the process names the place', async () => {
    expect((await start('input: { from: .a.b }\ndo: []', { a: 1 })).result.error?.instance).toBe(
      '/input/from',
    );
    expect((await start('output: { as: .a.b }\ndo: []', { a: 1 })).result.error?.instance).toBe('/output/as');
  });

  it('that is no fault of the process leaves it as it was, to be tried again', async () => {
    const host = aHost();
    const gone = new Error('the worker is gone');
    const broken = { ...host, expressions: { evaluate: () => Promise.reject(gone) } };
    const definition = aDefinition('do: [{ a: { set: { x: "${ .a }" } } }]');
    await expect(advance(definition, aProcess({ a: 1 }), broken)).rejects.toBe(gone);
    expect(await advance(definition, aProcess({ a: 1 }), host)).toMatchObject({ output: { x: 1 } });
  });
});
