import { afterAll, describe, expect, it } from 'vitest';
import { createJqExpressions } from '../../../src/engine/expression/jq-expressions.ts';
import type { Json } from '../../../src/shared/json.ts';
import { systemTimers } from '../../../src/shared/system-clock.ts';
import { aHost, type TestHost } from '../../support/engine.ts';
import { arrives, listening, runs } from '../../support/events.ts';

const workerUrl = new URL('../../../src/engine/expression/jq-worker.ts', import.meta.url);
const jq = createJqExpressions({ workerUrl, timers: systemTimers });
afterAll(() => jq.close());

function hostWithJq(): TestHost {
  return { ...aHost(), expressions: { calls: [], evaluate: jq.evaluate.bind(jq) } };
}

/** What comes of these events, each `[type, data]`; undefined where the process still waits. */
async function outputOf(
  yaml: string,
  events: readonly (readonly [string, Json])[],
  input: Json = {},
): Promise<Json | undefined> {
  const host = hostWithJq();
  const process = runs(yaml, host, input);
  await process.wake();
  for (const [type, data] of events) arrives(host, type, data);
  return (await process.wake()).state.output;
}

describe('listening with conditions in jq', () => {
  const vitals = `[
    { with: { type: temperature, data: '\${ .temperature > 38 }' } },
    { with: { type: bpm, data: '\${ .bpm < 60 or .bpm > 100 }' } }
  ]`.replace(/\s+/g, ' ');

  it('takes only the readings that are out of order', async () => {
    const events = [
      ['temperature', { temperature: 37 }],
      ['bpm', { bpm: 80 }],
      ['bpm', { bpm: 120 }],
      ['temperature', { temperature: 39 }],
    ] as const;
    expect(await outputOf(listening(`{ to: { any: ${vitals} } }`), events)).toEqual([{ bpm: 120 }]);
    expect(await outputOf(listening(`{ to: { all: ${vitals} } }`), events)).toEqual([
      { bpm: 120 },
      { temperature: 39 },
    ]);
  });

  it('is not disturbed by events that its conditions fail on', async () => {
    const events = [
      ['temperature', 'a text'],
      ['temperature', 7],
      ['temperature', { temperature: 40 }],
    ] as const;
    expect(await outputOf(listening(`{ to: { any: ${vitals} } }`), events)).toEqual([{ temperature: 40 }]);
  });

  it('goes on until the condition on what came holds', async () => {
    const until = listening("{ to: { any: [], until: '( . | length ) > 3' } }");
    const four = ['a', 'b', 'c', 'd'].map((type) => [type, type] as const);
    expect(await outputOf(until, four.slice(0, 3))).toBeUndefined();
    expect(await outputOf(until, [...four, ['e', 'e']])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sees what foreach made of the events, and what it exported', async () => {
    const yaml = listening(
      "{ to: { any: [{ with: { type: t } }], until: '$context.sum > 5 and (map(.n) == [1, 2, 3])' } }",
      `      foreach:
        item: reading
        do: [{ keep: { set: { n: '\${ $reading }' } } }]
        export: { as: '{ sum: (($context.sum // 0) + $output.n) }' }
`,
    );
    const events = [1, 2, 3, 4].map((number) => ['t', number] as const);
    expect(await outputOf(yaml, events)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('compares with what the process knows', async () => {
    const yaml = listening("{ to: { one: { with: { type: t, data: '${ .owner == $input.owner }' } } } }");
    const events = [
      ['t', { owner: 'b' }],
      ['t', { owner: 'a', n: 2 }],
    ] as const;
    expect(await outputOf(yaml, events, { owner: 'a' })).toEqual([{ owner: 'a', n: 2 }]);
  });
});

describe('an attribute given as a regular expression', () => {
  it.each([
    ['com\\.example\\.(a|b)', 'com.example.b', true],
    ['com\\.example\\.(a|b)', 'com.example.bc', false],
    ['com\\.example\\.(a|b)', 'xcom.example.b', false],
    ['com.example.*', 'com.example.any.thing', true],
    ['a+b', 'a+b', true],
    ['a\\(b', 'a(b', true],
    ['"quoted\\\\"', 'x', false],
    ['(unclosed', 'unclosed', false],
    ['(a+)+$', `${'a'.repeat(40)}!`, false],
  ])('%s on %s: %s', async (pattern, type, expected) => {
    const yaml = listening(`{ to: { one: { with: { type: ${JSON.stringify(pattern)} } } } }`);
    expect((await outputOf(yaml, [[type, 1]])) !== undefined).toBe(expected);
  });
});
