import type { Json } from '../shared/json.ts';
import { escapeSegment } from './definition/pointer.ts';
import { namedTasks, type TaskList } from './definition/task-list.ts';
import type { TaskPath } from './process-state.ts';
import { runTask, type Outcome } from './run-task.ts';
import type { Inside, ListResult } from './tasks/task-type.ts';
import type { Walk } from './walk.ts';

export type RunList = (
  walk: Walk,
  list: TaskList,
  listPath: string,
  inside: Required<Inside>,
) => Promise<ListResult>;

export type RunBranch = (
  walk: Walk,
  list: TaskList,
  listPath: string,
  index: number,
  inside: Required<Inside>,
) => Promise<ListResult>;

/** Where the flow of a list is: what the next task gets, and from whom. */
interface Flow {
  readonly index: number;
  readonly visits: Readonly<Record<number, number>>;
  readonly output: Json;
  readonly context: Json | undefined;
  readonly after: TaskPath | null;
  readonly contextOf: TaskPath | null;
}

/** Walks a list of tasks from its first one, or from where it last led back, along what is recorded and then on. */
export const runList: RunList = async (walk, list, listPath, inside) => {
  const tasks = namedTasks(list);
  let flow = flowFrom(walk, listPath, inside);
  for (let current = tasks[flow.index]; current !== undefined; current = tasks[flow.index]) {
    const { index, visits } = flow;
    const visit = (visits[index] ?? 0) + 1;
    const path = taskPath(listPath, index, current.name, visit);
    const outcome = await runTask({
      walk,
      path,
      ...current,
      input: flow.output,
      context: flow.context === undefined ? inside.context : flow.context,
      variables: inside.variables,
      runList,
      runBranch,
    });
    if (outcome.kind === 'waiting') return outcome;
    const { next } = outcome;
    const exits = next === 'exit';
    flow = { ...flowAfter(flow, path, outcome), visits: { ...visits, [index]: visit } };
    if (next === 'end' || exits) return ended(walk, listPath, flow, { ends: next === 'end', exits });
    flow = { ...flow, index: next === 'continue' ? index + 1 : tasks.findIndex(({ name }) => name === next) };
    if (flow.index <= index) keepPosition(walk, listPath, flow);
  }
  return ended(walk, listPath, flow, { ends: false, exits: false });
};

function flowFrom(walk: Walk, listPath: string, { input }: Required<Inside>): Flow {
  const position = walk.lists.get(listPath);
  if (position === undefined) {
    return { index: 0, visits: {}, output: input, context: undefined, after: null, contextOf: null };
  }
  const { index, visits, after, contextOf } = position;
  const output = walk.at(after)?.output;
  if (output === undefined) throw new Error(`${after} was left without an output`);
  const context = contextOf === null ? undefined : walk.at(contextOf)?.context;
  return { index, visits, output, context, after, contextOf };
}

function flowAfter(flow: Flow, path: TaskPath, { output, context }: Outcome & { kind: 'ended' }): Flow {
  const changed = context === undefined ? {} : { context, contextOf: path };
  return { ...flow, output, after: path, ...changed };
}

function keepPosition(walk: Walk, listPath: string, { index, visits, after, contextOf }: Flow): void {
  if (after !== null) walk.lists.set(listPath, { index, visits, after, contextOf });
}

function ended(
  walk: Walk,
  listPath: string,
  { output, context }: Flow,
  how: { ends: boolean; exits: boolean },
): ListResult {
  walk.lists.delete(listPath);
  return { kind: 'output', output, context, ...how };
}

/** Walks one task of a list by itself: where it leads among the others has no meaning here. */
const runBranch: RunBranch = async (walk, list, listPath, index, inside) => {
  const branch = namedTasks(list)[index];
  if (branch === undefined) throw new RangeError(`${listPath} has no branch ${index}`);
  const outcome = await runTask({
    walk,
    path: taskPath(listPath, index, branch.name, 1),
    ...branch,
    ...inside,
    runList,
    runBranch,
  });
  if (outcome.kind === 'waiting') return outcome;
  const { output, context, next } = outcome;
  return { kind: 'output', output, context, ends: next === 'end', exits: next === 'exit' };
};

/** The second visit of a task by a `then` that leads back is an instance of its own: `/do/1/review#2`. */
export function taskPath(listPath: string, index: number, name: string, visit: number): TaskPath {
  return `${listPath}/${index}/${escapeSegment(name)}${visit > 1 ? `#${visit}` : ''}`;
}
