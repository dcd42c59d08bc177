import { describe, expect, it } from 'vitest';
import { advance } from '../../../../src/engine/interpreter.ts';
import { answerProblems } from '../../../../src/shared/human-task/answer.ts';
import { createSchemas } from '../../../../src/shared/json-schema/schemas.ts';
import type { Ask } from '../../../../src/shared/human-task/ask.ts';
import type { Json } from '../../../../src/shared/json.ts';
import { aHost, answered, problemsOf, recorded, start, tasksOf } from '../../../support/engine.ts';

const path = '/do/0/decide';

async function asked(ask: string, input: Json = {}): Promise<Ask | null | undefined> {
  const { result } = await start(`do: [{ decide: { ask: ${ask} } }]`, input);
  return result.changed[0]?.ask;
}

async function failure(ask: string, input: Json = {}): Promise<string | undefined> {
  const { result } = await start(`do: [{ decide: { ask: ${ask} } }]`, input);
  expect(result).toMatchObject({ status: 'faulted', error: { instance: path } });
  return result.error?.detail;
}

describe('an ask', () => {
  it('waits for text by default, with every default filled in', async () => {
    const { result } = await start(`do: [{ decide: { ask: { prompt: 'Why?' } } }]`);
    expect(result).toMatchObject({ status: 'waiting', wakeAt: null });
    expect(result.changed).toMatchObject([
      { path, status: 'waiting', wait: { kind: 'approval', deadline: null }, answer: null },
    ]);
    expect(result.changed[0]?.ask).toStrictEqual({
      prompt: 'Why?',
      mode: 'text',
      options: [],
      required: true,
      allowComment: false,
      commentRequired: false,
      risk: 'low',
      sensitive: false,
    });
  });

  it.each(['approval', 'confirm'])('of mode %s brings its options and takes comments', async (mode) => {
    const ask = await asked(`{ prompt: x, mode: ${mode} }`);
    expect(ask?.allowComment).toBe(true);
    expect(ask?.options.map(({ value }) => value)).toEqual(
      mode === 'approval' ? ['APPROVED', 'REJECTED'] : [true, false],
    );
  });

  it('takes comments where one is required', async () => {
    const ask = await asked(`{ prompt: x, mode: choice, options: [a, b], commentRequired: [b] }`);
    expect(ask).toMatchObject({ allowComment: true, commentRequired: ['b'] });
  });

  it('has options written short or out, with data in their labels', async () => {
    const ask = await asked(
      `{ prompt: 'For \${ .who }', mode: choice, options: [plain, '\${ .who }', { label: 'To \${ .who }', value: 3, description: '\${ .n }' }] }`,
      { who: 'Ann', n: [1] },
    );
    expect(ask?.prompt).toBe('For Ann');
    expect(ask?.options).toEqual([
      { label: 'plain', value: 'plain' },
      { label: 'Ann', value: 'Ann' },
      { label: 'To Ann', value: 3, description: '[1]' },
    ]);
  });

  it('has options from data, whose labels are text and not code', async () => {
    const ask = await asked(
      `{ prompt: x, mode: multiChoice, optionsFrom: .list, default: ['\${ .first }'] }`,
      {
        list: ['${ .x }', { label: 'B', value: 2 }],
        first: 2,
      },
    );
    expect(ask?.options).toEqual([
      { label: '${ .x }', value: '${ .x }' },
      { label: 'B', value: 2 },
    ]);
    expect(ask?.default).toEqual([2]);
  });

  it('carries assignment, priority, risk and what else the page needs, evaluated', async () => {
    const ask = await asked(
      `{ prompt: x, assignment: { assigneeIds: ['\${ .boss }', eve], categoryCode: c }, priority: '\${ .n }', risk: '\${ .risk }',
         sensitive: true, contextKeys: [n], required: false, default: d }`,
      { boss: 'bob', n: 3, risk: 'high' },
    );
    expect(ask).toMatchObject({
      assignment: { assigneeIds: ['bob', 'eve'], categoryCode: 'c' },
      priority: 3,
      risk: 'high',
      sensitive: true,
      contextKeys: ['n'],
      required: false,
      default: 'd',
    });
  });

  it('may have a thousand options and a prompt of a hundred thousand characters', async () => {
    const list = Array.from({ length: 1000 }, (_, index) => `o${index}`);
    const ask = await asked(`{ prompt: '\${ .text }', mode: choice, optionsFrom: .list }`, {
      list,
      text: 'x'.repeat(100_000),
    });
    expect(ask?.options).toHaveLength(1000);
    expect(ask?.prompt).toHaveLength(100_000);
  });

  it.each([
    ['{ prompt: x, mode: choice, optionsFrom: .list }', { list: 5 }, 'options'],
    ['{ prompt: x, mode: choice, optionsFrom: .list }', { list: [] }, 'There are no options'],
    ['{ prompt: x, mode: choice, optionsFrom: .list }', { list: [{ label: 'a' }] }, 'options.0.value'],
    ['{ prompt: x, mode: choice, optionsFrom: .list }', { list: ['a', 'a'] }, 'The value a is there twice'],
    ['{ prompt: x, mode: choice, optionsFrom: .list }', { list: ['a', ''] }, 'An empty value'],
    [
      '{ prompt: x, mode: choice, optionsFrom: .list }',
      { list: [{ label: 'a', value: ' ' }] },
      'An empty value',
    ],
    ["{ prompt: x, mode: choice, options: ['${ .none }'] }", { none: '' }, 'An empty value'],
    [
      '{ prompt: x, mode: choice, optionsFrom: .list }',
      { list: ['1', { label: 'One', value: 1 }] },
      'The value 1 is there as text and as a number.',
    ],
    [
      '{ prompt: x, mode: multiChoice, optionsFrom: .list }',
      { list: Array.from({ length: 1001 }, (_, index) => `o${index}`) },
      'There are at most 1000 options.',
    ],
    [
      "{ prompt: 'Read ${ .text }' }",
      { text: 'x'.repeat(100_000) },
      'A prompt has at most 100000 characters.',
    ],
    [
      '{ prompt: x, mode: choice, optionsFrom: .list }',
      { list: [{ label: 'x'.repeat(1001), value: 1 }] },
      'A label has at most 1000 characters.',
    ],
    [
      '{ prompt: x, mode: choice, optionsFrom: .list }',
      { list: [{ label: 'x', value: 1, description: 'x'.repeat(1001) }] },
      'A description has at most 1000 characters.',
    ],
    [
      '{ prompt: x, mode: choice, optionsFrom: .list }',
      { list: [{ label: 'x', value: 'x'.repeat(1001) }] },
      'A value has at most 1000 characters.',
    ],
    ["{ prompt: x, mode: choice, options: [a], default: '${ .d }' }", { d: 'b' }, 'Its default does not fit'],
    ["{ prompt: x, risk: '${ .r }' }", { r: 'extreme' }, 'risk'],
    ["{ prompt: x, priority: '${ .p }' }", { p: 1.5 }, 'priority'],
  ])('faults when data makes no ask of it: %s', async (ask, input, detail) => {
    expect(await failure(ask, input)).toContain(detail);
  });
});

describe('what a person sees of the context', () => {
  const yaml = `
    do:
      - gather:
          do: [{ count: { set: { x: 1 }, export: { as: { amount: 1 } } } }]
          export: { as: { amount: 2 } }
      - decide: { ask: { prompt: 'Pay \${ $context.amount }?' }, export: { as: { amount: 3 } } }
  `;
  const decide = '/do/1/decide';

  it('is recorded when the ask begins, as its prompt has it, and kept when it has ended', async () => {
    const { definition, state, host } = await start(yaml);
    expect(state.tasks.get(decide)).toMatchObject({ ask: { prompt: 'Pay 2?' }, seen: { amount: 2 } });
    const end = recorded(state, await advance(definition, answered(state, decide, { value: 'x' }), host));
    expect(end.tasks.get(decide)).toMatchObject({
      status: 'completed',
      seen: { amount: 2 },
      context: { amount: 3 },
    });
  });

  it('is kept when nobody answered in time', async () => {
    const host = aHost();
    const { definition, state } = await start(
      'do: [{ decide: { ask: { prompt: x, timeout: { after: PT1H } } } }]',
      {},
      host,
    );
    host.clock.advance(3_600_000);
    const end = recorded(state, await advance(definition, state, host));
    expect(end.status).toBe('faulted');
    expect(end.tasks.get(path)?.seen).toEqual({});
  });

  it('is nothing that other tasks have', async () => {
    const { state } = await start(yaml);
    expect(
      tasksOf(state)
        .filter(({ seen }) => seen !== undefined)
        .map(({ kind }) => kind),
    ).toEqual(['ask']);
  });
});

describe('an answer', () => {
  it('is the output of the task as it was given, then filtered and exported', async () => {
    const { definition, state, host } = await start(`
      do:
        - decide:
            ask: { prompt: x, mode: approval }
            output: { as: { was: '\${ .value }', all: '\${ . }' } }
            export: { as: .was }
        - after: { set: { context: '\${ $context }', all: '\${ .all }' } }
    `);
    const answer = { value: 'APPROVED', comment: 'Good', submittedAt: '2026-05-22T15:00:00.000Z' };
    const end = await advance(definition, answered(state, path, answer), host);
    expect(end.output).toEqual({ context: 'APPROVED', all: answer });
    expect(end.changed[0]).toMatchObject({
      path,
      status: 'completed',
      wait: null,
      answer,
      context: 'APPROVED',
    });
  });

  it('is not asked for again: nothing of the ask is evaluated twice', async () => {
    const { definition, state, host } = await start(`do: [{ decide: { ask: { prompt: '\${ .a }' } } }]`, {
      a: 1,
    });
    const later = aHost();
    await advance(definition, answered(state, path, { value: 'x' }), later);
    expect(later.expressions.calls).toEqual([]);
    expect(host).not.toBe(later);
  });
});

describe('a comment that options require', () => {
  it.each([
    [['a'], []],
    [['a', 'b'], ['/comment']],
  ])('of a multiple choice: choosing %j leaves %j to be given', async (value, missing) => {
    const ask = await asked('{ prompt: x, mode: multiChoice, options: [a, b], commentRequired: [b] }');
    if (!ask) throw new Error('Nothing was asked');
    expect(answerProblems(ask, { value }, createSchemas()).map(({ pointer }) => pointer)).toEqual(missing);
    expect(answerProblems(ask, { value, comment: 'Because' }, createSchemas())).toEqual([]);
  });
});

describe('an ask with a time limit', () => {
  const limited = (onTimeout: string) =>
    `do: [{ decide: { ask: { prompt: x, mode: choice, options: [a, b], timeout: { after: PT1H }${onTimeout} } } }]`;
  const hour = 3_600_000;

  it('is due at its deadline', async () => {
    const host = aHost();
    const deadline = host.clock.now() + hour;
    const { result } = await start(limited(''), {}, host);
    expect(result).toMatchObject({ wakeAt: deadline, changed: [{ wait: { kind: 'approval', deadline } }] });
  });

  it('waits until then, also when it is woken before', async () => {
    const host = aHost();
    const { definition, state } = await start(limited(''), {}, host);
    host.clock.advance(hour - 1);
    expect(await advance(definition, state, host)).toMatchObject({ status: 'waiting', changed: [] });
  });

  it.each(['', ', onTimeout: fail'])('faults with a timeout error then%s', async (onTimeout) => {
    const host = aHost();
    const { definition, state } = await start(limited(onTimeout), {}, host);
    host.clock.advance(hour);
    expect(await advance(definition, state, host)).toMatchObject({
      status: 'faulted',
      error: { type: expect.stringContaining('/timeout') as string, status: 408, instance: path },
    });
  });

  it.each([
    [', onTimeout: continue', null],
    [', onTimeout: { action: default, default: b }', 'b'],
  ])('goes on then with %s', async (onTimeout, value) => {
    const host = aHost();
    const { definition, state } = await start(limited(onTimeout), {}, host);
    host.clock.advance(hour);
    expect(await advance(definition, state, host)).toMatchObject({
      status: 'completed',
      output: { value, submittedAt: '2026-05-22T15:30:00.000Z' },
      changed: [{ status: 'completed', answer: null }],
    });
  });

  it('takes an answer that was accepted, although its deadline has passed since', async () => {
    const host = aHost();
    const { definition, state } = await start(limited(''), {}, host);
    host.clock.advance(2 * hour);
    expect(await advance(definition, answered(state, path, { value: 'a' }), host)).toMatchObject({
      status: 'completed',
      output: { value: 'a' },
    });
  });

  it('may get the limit from data, which has to be a duration', async () => {
    const yaml = `do: [{ decide: { ask: { prompt: x, timeout: { after: '\${ .limit }' } } } }]`;
    const host = aHost();
    expect((await start(yaml, { limit: 'PT1M' }, host)).result.wakeAt).toBe(host.clock.now() + 60_000);
    expect((await start(yaml, { limit: 'soon' })).result.error).toMatchObject({
      status: 400,
      instance: path,
      detail: 'Not an ISO 8601 duration, or one that ends after the year 9999: "soon"',
    });
  });
});

describe('an ask that contradicts itself is refused when it is loaded', () => {
  it.each([
    ['{ mode: text }', '/prompt: Is required.'],
    ['{ prompt: x, mode: choice }', ': An ask of mode choice needs `options` or `optionsFrom`.'],
    ['{ prompt: x, mode: multiChoice }', ': An ask of mode multiChoice needs `options` or `optionsFrom`.'],
    ['{ prompt: x, mode: choice, options: [] }', '/options: Needs at least one option.'],
    ['{ prompt: x, mode: choice, options: [a, a] }', '/options/1: The value a is there twice.'],
    ['{ prompt: x, mode: choice, options: [a, ""] }', '/options/1: An empty value cannot be chosen.'],
    [
      '{ prompt: x, mode: choice, options: ["1", { label: One, value: 1 }] }',
      '/options/1: The value 1 is there as text and as a number.',
    ],
    [
      '{ prompt: x, mode: choice, options: [{ label: Yes, value: true }, "true"] }',
      '/options/1: The value true is there as text and as a boolean.',
    ],
    ['{ prompt: x, options: [a] }', '/options: Text takes no options; set `mode`, e.g. to choice.'],
    [
      '{ prompt: x, mode: choice, options: [a], optionsFrom: .x }',
      '/optionsFrom: An ask has either `options` or `optionsFrom`.',
    ],
    [
      '{ prompt: x, mode: choice, options: [a], default: b }',
      '/default: The default is not among the options: "b"',
    ],
    ['{ prompt: x, mode: approval, default: YES }', '/default: The default is not among the options: "YES"'],
    [
      '{ prompt: x, mode: confirm, default: "true" }',
      '/default: The default is not among the options: "true"',
    ],
    [
      '{ prompt: x, mode: multiChoice, options: [a], default: a }',
      '/default: The default of a multiChoice is a list.',
    ],
    [
      '{ prompt: x, mode: multiChoice, options: [a], default: [b] }',
      '/default: The default is not among the options: "b"',
    ],
    ['{ prompt: x, default: 5 }', '/default: The default of a text must be text.'],
    [
      '{ prompt: x, mode: approval, commentRequired: [NO] }',
      '/commentRequired/0: No option has the value NO.',
    ],
    [
      '{ prompt: x, mode: approval, commentRequired: true, allowComment: false }',
      '/commentRequired: A comment cannot be required where `allowComment` is false.',
    ],
    ['{ prompt: x, onTimeout: continue }', '/onTimeout: Has no effect without `timeout`.'],
    [
      '{ prompt: x, assignment: { assigneeId: a, roleId: b } }',
      '/assignment: Names only one of assigneeId, roleId and assigneeIds.',
    ],
    [
      '{ prompt: x, mode: choice, options: [a], timeout: { after: PT1M }, onTimeout: { action: default, default: b } }',
      '/onTimeout/default: The default is not among the options: "b"',
    ],
  ])('%s', (ask, problem) => {
    expect(problemsOf(`do: [{ a: { ask: ${ask} } }]`)).toEqual([`/do/0/a/ask${problem}`]);
  });

  it.each([
    [
      'options',
      `{ prompt: x, mode: choice, options: [${Array.from({ length: 1001 }, (_, index) => `o${index}`).join(', ')}] }`,
      '/options: There are at most 1000 options.',
    ],
    ['prompt', `{ prompt: ${'x'.repeat(100_001)} }`, '/prompt: A prompt has at most 100000 characters.'],
    [
      'label',
      `{ prompt: x, mode: choice, options: [{ label: ${'x'.repeat(1001)}, value: 1 }] }`,
      '/options/0: A label has at most 1000 characters.',
    ],
    [
      'description',
      `{ prompt: x, mode: choice, options: [{ label: x, value: 1, description: '${'x'.repeat(1001)}\${ .a }' }] }`,
      '/options/0: A description has at most 1000 characters.',
    ],
  ])('too much of it: %s', (_, ask, problem) => {
    expect(problemsOf(`do: [{ a: { ask: ${ask} } }]`)).toEqual([`/do/0/a/ask${problem}`]);
  });
});
