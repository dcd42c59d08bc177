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

/** Walks a list of tasks from its first one, along what is recorded and then on. */
export const runList: RunList = async (walk, list, listPath, inside) => {
  const tasks = namedTasks(list);
  const visits = new Map<number, number>();
  let flow: { output: Json; context: Json | undefined } = { output: inside.input, context: undefined };
  let index = 0;
  for (let current = tasks[index]; current !== undefined; current = tasks[index]) {
    const visit = (visits.get(index) ?? 0) + 1;
    visits.set(index, visit);
    const outcome = await runTask({
      walk,
      path: taskPath(listPath, index, current.name, visit),
      ...current,
      input: flow.output,
      context: flow.context === undefined ? inside.context : flow.context,
      variables: inside.variables,
      runList,
      runBranch,
    });
    if (outcome.kind === 'waiting') return outcome;
    flow = after(flow, outcome);
    const { next } = outcome;
    if (next === 'end' || next === 'exit')
      return { kind: 'output', ...flow, ends: next === 'end', exits: next === 'exit' };
    index = next === 'continue' ? index + 1 : tasks.findIndex(({ name }) => name === next);
  }
  return { kind: 'output', ...flow, ends: false, exits: false };
};

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

function after(
  flow: { output: Json; context: Json | undefined },
  outcome: Outcome & { kind: 'ended' },
): { output: Json; context: Json | undefined } {
  return { output: outcome.output, context: outcome.context === undefined ? flow.context : outcome.context };
}
