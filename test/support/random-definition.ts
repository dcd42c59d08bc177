import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../src/shared/json.ts';

// Definitions of every kind of task that needs no network, nested in each other. Expressions are those that need no jq, so that a
// case takes a few milliseconds.

type Task = JsonObject;

/** What `$workflow.input` is: something to loop over, something to read. */
export const randomInput: fc.Arbitrary<Json> = fc.record(
  {
    a: fc.constantFrom<Json>('x', 1, null, { b: 1 }),
    list: fc.array(fc.constantFrom<Json>('x', 2, { a: 'x' }), { maxLength: 3 }),
  },
  { requiredKeys: ['a', 'list'], noNullPrototype: true },
);

/** Where a task's input is not settled yet. */
const before = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('.', '$context', '$context.a', '$task.name', '$workflow.input.a') },
  // This fails on some data, as it does in the world.
  { weight: 1, arbitrary: fc.constantFrom('.a') },
);
const code = fc.oneof(
  { weight: 6, arbitrary: before },
  { weight: 2, arbitrary: fc.constantFrom('$input', '$input.a') },
);
const condition = fc.constantFrom(
  '$context.a == "x"',
  '$workflow.input.a == "x"',
  '$context != null',
  '. == null',
);
const dataOf = (expressions: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> =>
  fc.dictionary(
    fc.constantFrom('a', 'b', 'value'),
    fc.oneof(expressions.map(wrapped), fc.constantFrom<Json>('x', 1, null, [true], { a: 'x' })),
    { minKeys: 1, maxKeys: 2, noNullPrototype: true },
  );
const data = dataOf(code);
const transformation = fc.oneof(code, data);
const seconds = fc.integer({ min: 0, max: 20 }).map((count) => ({ seconds: count }));
const eventType = fc.constantFrom('made.a', 'made.b');
const eventFilter = eventType.map((type) => ({ with: { type } }));

/** What any task may have. Most tasks have none of it or one, as in real definitions. */
const base: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: condition.map((holds) => ({ if: holds })) },
  { weight: 1, arbitrary: fc.oneof(before, dataOf(before)).map((from) => ({ input: { from } })) },
  { weight: 1, arbitrary: transformation.map((as) => ({ output: { as } })) },
  { weight: 1, arbitrary: data.map((as) => ({ export: { as } })) },
  { weight: 1, arbitrary: seconds.map((after) => ({ timeout: { after } })) },
  { weight: 1, arbitrary: fc.constantFrom('continue', 'exit', 'end').map((then) => ({ then })) },
);

const ask = fc.oneof(
  code.map((text) => ({ mode: 'text', prompt: `About ${wrapped(text)}`, required: false })),
  fc.record({
    mode: fc.constant('approval'),
    prompt: fc.constant('Go on?'),
    timeout: fc.record({ after: seconds }),
    onTimeout: fc.constantFrom<Json>('fail', 'continue', { action: 'default', default: 'REJECTED' }),
  }),
);
const httpCall = data.map((body): Task => ({
  call: 'http',
  with: { method: 'post', endpoint: 'https://service.example/things', body },
}));
const scriptCall = code.map((text): Task => ({
  run: { script: { language: 'js', code: 'return 1', arguments: [wrapped(text)] }, return: 'code' },
}));
const listen = fc.oneof(
  eventFilter.map((one) => ({ one })),
  fc.array(eventFilter, { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
  fc.constant({ all: [{ with: { type: 'made.a' } }, { with: { type: 'made.b' } }] }),
  fc.constant({ any: [{ with: { type: 'made.a' } }], until: { one: { with: { type: 'made.b' } } } }),
);
const retry = fc.record(
  {
    delay: seconds,
    backoff: fc.constantFrom<Json>({ constant: {} }, { linear: {} }, { exponential: {} }),
    limit: fc.record({ attempt: fc.record({ count: fc.integer({ min: 0, max: 2 }) }) }),
    jitter: fc.constant({ from: { seconds: 0 }, to: { seconds: 3 } }),
  },
  { requiredKeys: ['limit'], noNullPrototype: true },
);

interface Shape {
  /** Whether some of its tasks start another process. */
  readonly starts: boolean;
  /** Whether several things go on at once: branches, and processes that nobody waits for. */
  readonly sideBySide: boolean;
  /** Whether scripts are among its effects, besides calls. */
  readonly scripts: boolean;
}

const simple = ({ scripts }: Shape): fc.Arbitrary<Task> =>
  fc.oneof(
    { weight: 5, arbitrary: data.map((set): Task => ({ set })) },
    { weight: 3, arbitrary: ask.map((config): Task => ({ ask: config as JsonObject })) },
    { weight: 3, arbitrary: seconds.map((wait): Task => ({ wait })) },
    { weight: 4, arbitrary: scripts ? fc.oneof(httpCall, scriptCall) : httpCall },
    { weight: 1, arbitrary: code.map((text): Task => raise(wrapped(text))) },
    {
      weight: 2,
      arbitrary: fc.tuple(eventType, data).map(([type, given]): Task => ({
        emit: { event: { with: { source: 'https://e.example', type, data: given } } },
      })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(listen, fc.constantFrom('data', 'envelope'))
        .map(([to, read]): Task => ({ listen: { to: to as JsonObject, read } })),
    },
  );

/** Tasks in a row. The last is a review: an ask with a switch after it that leads back to it. */
const row = (shape: Shape): fc.Arbitrary<Task[]> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.tuple(simple(shape), base).map(([task, more]) => [{ ...task, ...more }]) },
    {
      weight: 1,
      arbitrary: condition.map((when): Task[] => [
        { forward: when },
        { set: { a: 'x' } },
        { set: { a: 'y' } },
      ]),
    },
    {
      weight: 1,
      arbitrary: fc.constant<Task[]>([
        { ask: { mode: 'approval', prompt: 'Again?' } },
        { back: '.value == "APPROVED"' },
      ]),
    },
  );

const subflow = (awaits: fc.Arbitrary<boolean>): fc.Arbitrary<Task> =>
  fc
    .record({ await: awaits, input: fc.option(data, { nil: undefined }) })
    .map(({ await: awaited, input }) => ({
      run: {
        workflow: {
          namespace: 'test',
          name: 'child',
          version: '1.0.0',
          ...(input === undefined ? {} : { input }),
        },
        await: awaited,
      },
    }));

function listOf(shape: Shape): fc.Arbitrary<Json> {
  const { starts, sideBySide } = shape;
  const awaited = sideBySide ? fc.boolean() : fc.constant(true);
  const leaf = starts
    ? fc.oneof(
        { weight: 9, arbitrary: row(shape) },
        { weight: 1, arbitrary: subflow(awaited).map((task) => [task]) },
      )
    : row(shape);
  return fc.letrec<{ list: Json; task: Task; rows: Task[][] }>((tie) => ({
    list: tie('rows').map((rows) => named(rows.flat())),
    rows: fc.array(
      fc.oneof(
        { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.tuple(tie('task'), base).map(([task, more]): Task[] => [{ ...task, ...more }]),
      ),
      { minLength: 1, maxLength: 5, size: 'large' },
    ),
    task: fc.oneof(
      tie('list').map((inner): Task => ({ do: inner })),
      fc.tuple(tie('list'), fc.option(condition, { nil: undefined })).map(([inner, holds]): Task => ({
        for: { each: 'item', in: '$workflow.input.list' },
        ...(holds === undefined ? {} : { while: holds }),
        do: inner,
      })),
      ...(sideBySide ? [forkOf(tie('rows'))] : []),
      fc
        .tuple(tie('list'), fc.option(tie('list'), { nil: undefined }), fc.option(retry, { nil: undefined }))
        .map(([inner, handler, policy]): Task => ({
          try: inner,
          catch: {
            ...(policy === undefined ? {} : { retry: policy as JsonObject }),
            ...(handler === undefined ? {} : { do: handler }),
          },
        })),
    ),
  })).list;
}

function forkOf(rows: fc.Arbitrary<Task[][]>): fc.Arbitrary<Task> {
  return fc
    .tuple(rows, fc.boolean())
    .map(([tasks, compete]): Task => ({ fork: { branches: branches(tasks), compete } }));
}

/** What the process as a whole may have, where `$context` is not there yet or there is no task. */
const whole: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: dataOf(fc.constantFrom('.', '.a', '.list')).map((from) => ({ input: { from } })) },
  { weight: 1, arbitrary: dataOf(fc.constantFrom('.', '$context')).map((as) => ({ output: { as } })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 200 }).map((count) => ({ timeout: { after: { seconds: count } } })),
  },
);
const body = (shape: Shape): fc.Arbitrary<JsonObject> =>
  fc.tuple(listOf(shape), whole).map(([list, more]) => ({ ...more, do: list }));

/** Two definitions, as text: of a process, and of those that it may start. */
export interface RandomDefinitions {
  readonly main: string;
  readonly child: string;
}

const definitions = (shape: Omit<Shape, 'starts'>): fc.Arbitrary<RandomDefinitions> =>
  fc.record({
    main: body({ ...shape, starts: true }).map((content) => source('main', content)),
    child: body({ ...shape, starts: false }).map((content) => source('child', content)),
  });

export const randomDefinitions = definitions({ sideBySide: true, scripts: true });
/** One thing at a time: what is done next never depends on what is faster. */
export const sequentialDefinitions = definitions({ sideBySide: false, scripts: false });

function source(name: string, content: JsonObject): string {
  return JSON.stringify({
    document: { dsl: '1.0.3', namespace: 'test', name, version: '1.0.0' },
    ...content,
  });
}

function raise(detail: string): Task {
  return {
    raise: { error: { type: 'https://errors.example/made-up', status: 400, title: 'Made up', detail } },
  };
}

function wrapped(text: string): string {
  return `\${ ${text} }`;
}

function branches(rows: Task[][]): Json {
  return rows.map((tasks, index): Json => ({ [`b${index}`]: { do: named(tasks) } }));
}

/** Gives each task a name; what was put down as `forward` or `back` becomes a switch to the names around it. */
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
