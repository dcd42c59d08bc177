import { describe, expect, it } from 'vitest';
import { advance } from '../../../../src/engine/interpreter.ts';
import { aHost, problemsOf, start } from '../../../support/engine.ts';

describe('set', () => {
  it('replaces its input and evaluates only what is an expression as a whole', async () => {
    const { result } = await start(
      `do: [{ a: { set: { text: .a, mixed: 'is \${ .a }', value: '\${ .a }', list: [1, '\${ .a }'], none: null } } }]`,
      { a: 'A', b: 'gone' },
    );
    expect(result.output).toEqual({
      text: '.a',
      mixed: 'is ${ .a }',
      value: 'A',
      list: [1, 'A'],
      none: null,
    });
  });

  it('may be one expression', async () => {
    expect((await start(`do: [{ a: { set: '\${ .list[0] }' } }]`, { list: [5] })).result.output).toBe(5);
    expect(problemsOf('do: [{ a: { set: .list } }]')).toEqual([
      '/do/0/a/set: Must be an object, or one expression written as ${ … }.',
    ]);
  });
});

describe('switch', () => {
  const yaml = `
    do:
      - pick:
          switch:
            - other: { then: other }
            - a: { when: '.x == "a"', then: a }
            - again: { when: '\${ .x == "a" }', then: end }
          then: a
      - other: { set: { went: other }, then: end }
      - a: { set: { went: a } }
  `;

  it('takes the first case that holds, wherever the one without a condition stands', async () => {
    expect((await start(yaml, { x: 'a' })).result.output).toEqual({ went: 'a' });
    expect((await start(yaml, { x: 'b' })).result.output).toEqual({ went: 'other' });
  });

  it('takes its own then when no case holds, and passes its input on', async () => {
    const { result } = await start(
      `
      do:
        - pick: { switch: [{ a: { when: .a, then: skipped } }], then: last }
        - skipped: { set: { x: 1 } }
        - last: { set: { got: '\${ . }' } }
      `,
      { a: null },
    );
    expect(result.output).toEqual({ got: { a: null } });
  });

  it.each([0, '', 'no', [], {}])('holds for %j, as in jq', async (a) => {
    const { result } = await start(
      'do: [{ pick: { switch: [{ a: { when: .a, then: end } }] } }, { b: { set: { x: 1 } } }]',
      { a },
    );
    expect(result.output).toEqual({ a });
  });
});

describe('wait', () => {
  it('is due at its end, which stays where it was, and passes its input on', async () => {
    const host = aHost();
    const until = host.clock.now() + 30_000;
    const { definition, state, result } = await start(
      'do: [{ a: { wait: { seconds: 30 } } }]',
      { x: 1 },
      host,
    );
    expect(result).toMatchObject({
      status: 'waiting',
      wakeAt: until,
      changed: [{ wait: { kind: 'timer', until } }],
    });
    host.clock.advance(29_999);
    expect(await advance(definition, state, host)).toMatchObject({
      status: 'waiting',
      wakeAt: until,
      changed: [],
    });
    host.clock.advance(1);
    expect(await advance(definition, state, host)).toMatchObject({ status: 'completed', output: { x: 1 } });
  });

  it('is over when the wall clock says so, after sleep or a change of time', async () => {
    const host = aHost();
    const { definition, state } = await start('do: [{ a: { wait: P1M } }]', {}, host);
    host.clock.jumpTo(Date.UTC(2026, 5, 22, 14, 30));
    expect(await advance(definition, state, host)).toMatchObject({ status: 'completed' });
  });

  it('of no time does not wait', async () => {
    expect((await start('do: [{ a: { wait: PT0S } }]')).result.status).toBe('completed');
  });
});

describe('raise', () => {
  it('faults with the error it has, at its own path', async () => {
    const { result } = await start(
      `do: [{ a: { raise: { error: { type: 'https://e/x', status: 409, title: Held, detail: 'Because \${ .why }' } } } }]`,
      { why: 'of this' },
    );
    expect(result).toMatchObject({
      status: 'faulted',
      error: {
        type: 'https://e/x',
        status: 409,
        title: 'Held',
        detail: 'Because of this',
        instance: '/do/0/a',
      },
    });
  });

  it('faults with an error of use.errors, evaluated where it is raised', async () => {
    const { result } = await start(
      `
      use: { errors: { held: { type: 'https://e/held', status: '\${ .status }', instance: '/else/where' } } }
      do: [{ a: { raise: { error: held } } }]
      `,
      { status: 423 },
    );
    expect(result.error).toEqual({ type: 'https://e/held', status: 423, instance: '/else/where' });
  });

  it('needs a status that is a whole number', async () => {
    const { result } = await start(
      `do: [{ a: { raise: { error: { type: 'https://e/x', status: '\${ .status }' } } } }]`,
      { status: 'bad' },
    );
    expect(result.error).toMatchObject({
      type: expect.stringContaining('/expression') as string,
      instance: '/do/0/a',
    });
  });
});
