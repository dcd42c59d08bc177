import { fastPath } from '../../src/engine/expression/fast-path.ts';
import { parseDefinition, type Definition } from '../../src/engine/definition/parse-definition.ts';
import { ExpressionError } from '../../src/engine/errors.ts';
import type { Expressions, Host, Variables } from '../../src/engine/host.ts';
import { advance } from '../../src/engine/interpreter.ts';
import type { Advance, ProcessState, TaskInstance, TaskPath } from '../../src/engine/process-state.ts';
import type { Answer } from '../../src/shared/human-task/answer.ts';
import type { Json } from '../../src/shared/json.ts';
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
    id: 'process-1',
    status: 'active',
    startedAt: Date.UTC(2026, 4, 22, 14, 30),
    input,
    output: undefined,
    error: null,
    tasks: new Map(),
  };
}

/** What a store would load after it wrote what a walk came to: nothing but JSON survives. */
export function recorded(state: ProcessState, result: Advance): ProcessState {
  const tasks = new Map([...state.tasks, ...result.changed.map((task) => [task.path, task] as const)]);
  const stored = JSON.parse(JSON.stringify([...tasks.values()])) as TaskInstance[];
  return {
    ...state,
    status: result.status,
    output: result.output,
    error: result.error,
    tasks: new Map(
      stored.map((task) => [
        task.path,
        { ...task, output: task.output, context: task.context, seen: task.seen },
      ]),
    ),
  };
}

export function answered(state: ProcessState, path: TaskPath, answer: Partial<Answer>): ProcessState {
  const task = state.tasks.get(path);
  if (task === undefined) throw new Error(`Nothing is recorded at ${path}`);
  const envelope: Answer = { value: null, submittedAt: '2026-05-22T14:30:00.000Z', ...answer };
  return { ...state, tasks: new Map(state.tasks).set(path, { ...task, answer: envelope }) };
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
}

export function aHost(): TestHost {
  return { clock: fakeTime(), expressions: pathExpressions() };
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
