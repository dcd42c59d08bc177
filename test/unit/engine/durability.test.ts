import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from '../../../src/engine/interpreter.ts';
import { parseDefinition, type Definition } from '../../../src/engine/definition/parse-definition.ts';
import type { Host } from '../../../src/engine/host.ts';
import type { Advance, ProcessState, TaskInstance } from '../../../src/engine/process-state.ts';
import { parseTemplate } from '../../../src/engine/expression/syntax.ts';
import type { Json } from '../../../src/shared/json.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { aHost, aProcess, answered, pathExpressions, recorded, tasksOf } from '../../support/engine.ts';

// The invariant of the engine: where a process is stopped and how often it is walked again changes nothing of what it does,
// and nothing is evaluated twice.

type Task = { [key: string]: Json };

const code = fc.constantFrom(
  '.',
  '.a',
  '.value',
  '.missing.deeper',
  '$context',
  '$context.a',
  '$input',
  '$task.input',
  '$task.name',
  '$workflow.input.a',
  '"text"',
  'null',
  '.a == "x"',
  '.a.b',
);
const data = fc.dictionary(
  fc.constantFrom('a', 'b', 'value'),
  fc.oneof(
    code.map((text) => `\${ ${text} }`),
    fc.constantFrom<Json>('x', 1, null, [true], { a: 'x' }),
  ),
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
);
const transformation = fc.oneof(code, data);

const base = fc
  .record(
    {
      if: fc.constantFrom('.a != "x"', '$context != null', '.value == null'),
      input: fc.record({ from: transformation }),
      output: fc.record({ as: transformation }),
      export: fc.record({ as: transformation }),
      then: fc.constantFrom('continue', 'continue', 'continue', 'exit', 'end'),
      metadata: fc.record({ title: code.map((text) => `About \${ ${text} }`) }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  // Most tasks have none or one of these, as in real definitions.
  .chain((all) => {
    const keys = Object.keys(all);
    return fc.subarray(keys, { maxLength: Math.min(2, keys.length) }).map((some) => pick(all, some));
  });

const seconds = fc.integer({ min: 0, max: 100 });
const ask = fc.record(
  {
    prompt: code.map((text) => `Is it \${ ${text} }?`),
    mode: fc.constantFrom('approval', 'text'),
    timeout: seconds.map((count) => ({ after: { seconds: count + 1 } })),
  },
  { requiredKeys: ['prompt', 'mode'], noNullPrototype: true },
);
const askWithLimit = fc
  .tuple(ask, fc.constantFrom('fail', 'continue', 'continue'))
  .map(([config, onTimeout]): Json => ('timeout' in config ? { ...config, onTimeout } : { ...config }));

const simple: fc.Arbitrary<Task> = fc.oneof(
  { weight: 6, arbitrary: data.map((set) => ({ set })) },
  { weight: 3, arbitrary: askWithLimit.map((config) => ({ ask: config })) },
  { weight: 5, arbitrary: seconds.map((count) => ({ wait: { seconds: count } })) },
  {
    weight: 1,
    arbitrary: fc.constant({ raise: { error: { type: 'https://e/x', status: 400, detail: '${ .a }' } } }),
  },
);

/** Tasks in a row; a review is an ask with a switch after it that leads back to it. */
const block: fc.Arbitrary<Task[]> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(simple, base).map(([task, more]) => [{ ...task, ...more }]) },
  { weight: 2, arbitrary: askWithLimit.map((config) => [{ ask: config }, { back: '.value == "APPROVED"' }]) },
  { weight: 1, arbitrary: code.map((when) => [{ forward: when }, { set: { a: 'x' } }, { set: { a: 'y' } }]) },
);

const list: fc.Arbitrary<Json> = fc.letrec<{ list: Json; blocks: Task[][] }>((tie) => ({
  list: tie('blocks').map((blocks) => named(blocks.flat())),
  blocks: fc.array(
    fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      block,
      fc.tuple(tie('list'), base).map(([inner, more]): Task[] => [{ do: inner, ...more }]),
    ),
    { minLength: 1, maxLength: 4 },
  ),
})).list;

const body = fc.record(
  { do: list, input: fc.record({ from: code }), output: fc.record({ as: transformation }) },
  { requiredKeys: ['do'], noNullPrototype: true },
);

function definitionOf(content: Record<string, unknown>): Definition {
  const document = { dsl: '1.0.3', namespace: 'test', name: 'random', version: '1.0.0' };
  const parsed = parseDefinition(JSON.stringify({ document, ...content }));
  if (parsed.ok) return parsed.definition;
  throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

/** The same tasks without a stop at its waits: they pass on what they get, so nothing else may change. */
function withoutWaiting(content: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(content, (key, value: unknown) => (key === 'wait' ? { seconds: 0 } : value));
  return JSON.parse(text) as Record<string, unknown>;
}

/** What happens to a process from outside: the same for every run of it. */
const script = fc.record({
  input: fc.constantFrom<Json>({ a: 'x' }, { a: { b: 1 }, value: null }, null, 'text'),
  answers: fc.array(fc.constantFrom('APPROVED', 'REJECTED', 'TIMEOUT'), { maxLength: 6 }),
});
type Script = { input: Json; answers: string[] };

describe('a process that is stopped anywhere and walked again from what is recorded', () => {
  it(
    'comes to what it comes to without a stop, and evaluates nothing twice',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          body,
          script,
          fc.infiniteStream(fc.boolean()),
          fc.infiniteStream(fc.integer({ min: 0, max: 12 })),
          async (content, given, idleWakes, crashes) => {
            const whole = await run(definitionOf(withoutWaiting(content)), given, {});
            const cut = await run(definitionOf(content), given, { idleWakes, crashes });
            expect(withoutTimes(cut.state)).toEqual(withoutTimes(whole.state));
            expect(cut.evaluated).toEqual(whole.evaluated);
            for (const { times, written } of whole.evaluated.values())
              expect(times).toBeLessThanOrEqual(written);
          },
        ),
        { numRuns: 500 },
      );
    },
  );
});

/** How often an expression of a task instance was evaluated, and how often it is written in that task. */
type Evaluated = Map<string, { times: number; written: number }>;

const mostEvents = 1_000;

interface Stops {
  /** Whether to walk once more than needed before each event. */
  readonly idleWakes?: Iterator<boolean>;
  /** After how many evaluations the thread dies under a walk; small numbers are often reached. */
  readonly crashes?: Iterator<number>;
}

async function run(
  random: Definition,
  given: Script,
  stops: Stops,
): Promise<{ state: ProcessState; evaluated: Evaluated }> {
  const clock = fakeTime();
  const evaluated: Evaluated = new Map();
  const answers = [...given.answers];
  let state = aProcess(given.input);
  for (let event = 0; event < mostEvents; event += 1) {
    const result = await walk(random, state, clock, evaluated, stops);
    state = recorded(state, result);
    if (result.status !== 'waiting') return { state, evaluated };
    if (stops.idleWakes?.next().value === true) {
      const idle = await walk(random, state, clock, evaluated, stops);
      if (idle.changed.length > 0) throw new Error('A walk without an event changed something');
    }
    state = nextEvent(state, result, answers, clock);
  }
  throw new Error('It never ends');
}

/** One walk that succeeds, after as many that die half-way; only what was written counts as evaluated. */
async function walk(
  random: Definition,
  state: ProcessState,
  clock: Host['clock'],
  evaluated: Evaluated,
  { crashes }: Stops,
): Promise<Advance> {
  const dead = new Error('the thread died');
  const crashAfter = crashes?.next().value as number | undefined;
  if (crashAfter !== undefined) {
    const expressions = pathExpressions();
    const dying = {
      evaluate: (...call: Parameters<typeof expressions.evaluate>) =>
        expressions.calls.length >= crashAfter ? Promise.reject(dead) : expressions.evaluate(...call),
    };
    try {
      await advance(random, state, { ...aHost(), clock, expressions: dying });
    } catch (error) {
      if (error !== dead) throw error;
    }
  }
  const expressions = pathExpressions();
  const result = await advance(random, state, { ...aHost(), clock, expressions });
  for (const { code: text, variables } of expressions.calls) {
    const task = variables['task'] as { reference: string; definition: Json } | undefined;
    // input.from of the process belongs to no task.
    if (task === undefined) continue;
    const key = `${task.reference} ${text}`;
    const times = (evaluated.get(key)?.times ?? 0) + 1;
    evaluated.set(key, { times, written: countOf(text, task.definition) });
  }
  return result;
}

/** How often code stands in a task: bare, wrapped, or inside a text. The tasks of a list are not part of it. */
function countOf(text: string, definition: Json): number {
  if (typeof definition === 'string') {
    const codes = parseTemplate(definition).parts.flatMap((part) =>
      typeof part === 'string' ? [] : [part.code],
    );
    return (codes.length === 0 ? [definition] : codes).filter((other) => other === text).length;
  }
  if (typeof definition !== 'object' || definition === null) return 0;
  const inner = Object.entries(definition).filter(([key]) => key !== 'do');
  return inner.reduce((sum, [, value]) => sum + countOf(text, value), 0);
}

function nextEvent(
  state: ProcessState,
  result: Advance,
  answers: string[],
  clock: ReturnType<typeof fakeTime>,
): ProcessState {
  const waiting = tasksOf(state).find((task: TaskInstance) => task.status === 'waiting');
  if (waiting === undefined) throw new Error('It waits for nothing');
  const answer = waiting.kind === 'ask' ? (answers.shift() ?? 'REJECTED') : 'TIMEOUT';
  if (waiting.kind === 'ask' && (answer !== 'TIMEOUT' || result.wakeAt === null)) {
    clock.advance(10);
    return answered(state, waiting.path, { value: answer });
  }
  if (result.wakeAt === null) throw new Error('It waits and is never due');
  clock.advance(result.wakeAt - clock.now());
  return state;
}

/** What was done, whenever it was: the stops take time. */
function withoutTimes(state: ProcessState): unknown {
  const times = new Set(['startedAt', 'endedAt', 'wait']);
  const content = { ...state, tasks: tasksOf(state), wakeAt: null };
  const text = JSON.stringify(content, (key, value: unknown) => (times.has(key) ? undefined : value));
  return JSON.parse(text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'some time')) as unknown;
}

function named(tasks: Task[]): Json {
  return tasks.map((task, index): Json => {
    const name = `t${index}`;
    if (typeof task['back'] === 'string') {
      return { [name]: { switch: [{ again: { when: task['back'], then: `t${index - 1}` } }] } };
    }
    if (typeof task['forward'] === 'string') {
      return { [name]: { switch: [{ jump: { when: task['forward'], then: `t${index + 2}` } }] } };
    }
    return { [name]: task };
  });
}

function pick(all: Record<string, unknown>, keys: readonly string[]): Task {
  return Object.fromEntries(keys.map((key) => [key, all[key] as Json]));
}
