import { fastPath } from '../../src/engine/expression/fast-path.ts';
import { parseDefinition, type Definition } from '../../src/engine/definition/parse-definition.ts';
import { ExpressionError } from '../../src/engine/errors.ts';
import type { Expressions, Host, Variables } from '../../src/engine/host.ts';
import { taskRecords } from '../../src/engine/task-records.ts';
import type { EffectResult } from '../../src/engine/effect.ts';
import type { ReceivedEvent } from '../../src/engine/cloud-event.ts';
import { advance } from '../../src/engine/interpreter.ts';
import type { Advance, ProcessState, TaskInstance, TaskPath } from '../../src/engine/process-state.ts';
import type { Answer } from '../../src/shared/human-task/answer.ts';
import type { Json } from '../../src/shared/json.ts';
import { createSchemas } from '../../src/shared/json-schema/schemas.ts';
import { fakeTime, type FakeTime } from './fake-time.ts';

/** A definition from the YAML of everything below `document`, indented like a file of its own. */
export function aDefinition(yaml: string): Definition {
  const parsed = parseDefinition(aSource(yaml));
  if (parsed.ok) return parsed.definition;
  throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

export function aSource(yaml: string): string {
  return `document: { dsl: '1.0.3', namespace: test, name: example, version: '1.0.0' }\n${outdent(yaml)}`;
}

/** The problems of a definition as `path: message` lines. */
export function problemsOf(yaml: string): string[] {
  const parsed = parseDefinition(aSource(yaml));
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
}

export function aProcess(input: Json = {}): ProcessState {
  return {
    id: '0198a5d4-2f00-7000-8000-000000000001',
    status: 'active',
    startedAt: Date.UTC(2026, 4, 22, 14, 30),
    input,
    output: undefined,
    error: null,
    begun: null,
    lists: {},
    wakeAt: null,
    eventsFrom: 0,
    cancelling: false,
    tasks: records([]),
  };
}

/** What a store would load after it wrote what a walk came to: nothing but JSON survives. */
export function recorded(state: ProcessState, result: Advance): ProcessState {
  const { status, output, error, begun, lists, wakeAt, eventsFrom } = result;
  return {
    ...state,
    status,
    output,
    error,
    begun: begun === null ? null : { ...begun },
    lists: JSON.parse(JSON.stringify(lists)) as typeof lists,
    wakeAt,
    eventsFrom,
    tasks: records([...tasksOf(state), ...result.changed.map(asStored)]),
  };
}

const contents = new WeakMap<ProcessState['tasks'], readonly TaskInstance[]>();

/** Of several at the same path the last one counts, in the place of the first. */
function records(tasks: readonly TaskInstance[]): ProcessState['tasks'] {
  const last = new Map(tasks.map((task) => [task.path, task]));
  const known = taskRecords(last.values());
  contents.set(known, [...last.values()]);
  return known;
}

/** All that is recorded, in the order in which it began. */
export function tasksOf(state: ProcessState): readonly TaskInstance[] {
  return contents.get(state.tasks) ?? [];
}

function asStored(task: TaskInstance): TaskInstance {
  const { output, context, seen, plan, progress } = task;
  return {
    ...(JSON.parse(JSON.stringify(task)) as TaskInstance),
    ...copied({ output, context, seen, plan, progress }),
  };
}

function copied<Data extends Record<string, Json | undefined>>(data: Data): Data {
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json),
  ]);
  return Object.fromEntries(entries) as Data;
}

export function taskAt(state: ProcessState, path: TaskPath): TaskInstance {
  const task = state.tasks.get(path);
  if (task === undefined) throw new Error(`Nothing is recorded at ${path}`);
  return task;
}

export function answered(state: ProcessState, path: TaskPath, answer: Partial<Answer>): ProcessState {
  const envelope: Answer = { value: null, submittedAt: '2026-05-22T14:30:00.000Z', ...answer };
  return { ...state, tasks: changedAt(state, path, { answer: envelope }) };
}

/** What came back of an effect or a child process. */
export function returned(state: ProcessState, path: TaskPath, result: EffectResult): ProcessState {
  return { ...state, tasks: changedAt(state, path, { result }) };
}

function changedAt(
  state: ProcessState,
  path: TaskPath,
  change: Partial<TaskInstance>,
): ProcessState['tasks'] {
  return records([...tasksOf(state), { ...taskAt(state, path), ...change }]);
}

/** The fast path alone: enough for most tests, without a thread. Keeps what it was asked. */
export interface TestExpressions extends Expressions {
  readonly calls: { readonly code: string; readonly input: Json; readonly variables: Variables }[];
}

export function pathExpressions(): TestExpressions {
  const calls: TestExpressions['calls'] = [];
  return {
    calls,
    evaluate(code, input, variables) {
      calls.push({ code, input, variables });
      const result = fastPath(code)?.(input, variables);
      if (result) return Promise.resolve(result.value);
      return Promise.reject(new ExpressionError('Cannot be evaluated.'));
    },
  };
}

export interface TestHost extends Host {
  readonly clock: FakeTime;
  readonly expressions: TestExpressions;
  /** What has been published, in order. */
  readonly received: ReceivedEvent[];
  readonly secrets: Map<string, Json>;
  /** Workflows that can be run from others: id by `namespace/name@version`. */
  readonly workflows: Map<string, string>;
}

export function aHost(): TestHost {
  const received: ReceivedEvent[] = [];
  const secrets = new Map<string, Json>();
  const workflows = new Map<string, string>();
  return {
    clock: fakeTime(),
    expressions: pathExpressions(),
    schemas: createSchemas(),
    random: () => 0.5,
    received,
    secrets,
    workflows,
    findWorkflow: ({ namespace, name, version }) => workflows.get(`${namespace}/${name}@${version}`) ?? null,
    eventsAfter: (position, types) =>
      received.filter(
        (candidate) =>
          candidate.position > position && (types === null || types.includes(candidate.event.type)),
      ),
    secret: (name) => secrets.get(name),
    authorization: null,
    breathe: () => null,
  };
}

/** Starts a process of these tasks and walks it once. */
export async function start(
  yaml: string,
  input: Json = {},
  host: Host = aHost(),
): Promise<{ definition: Definition; state: ProcessState; result: Advance; host: Host }> {
  const definition = aDefinition(yaml);
  const state = aProcess(input);
  const result = await advance(definition, state, host);
  return { definition, state: recorded(state, result), result, host };
}

/** Removes the indentation that a YAML text has because it stands in a test. */
function outdent(text: string): string {
  const lines = text.replace(/^\n/, '').split('\n');
  const indentation = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return lines.map((line) => line.slice(Number.isFinite(indentation) ? indentation : 0)).join('\n');
}
