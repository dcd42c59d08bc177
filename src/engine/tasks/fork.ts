import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import { checkFork, ForkTask } from './fork-definition.ts';
import type { ListResult, TaskResult, TaskScope, TaskType } from './task-type.ts';

type Ended = ListResult & { kind: 'output' };

export const forkType: TaskType<ForkTask> = {
  kind: 'fork',
  schema: ForkTask,
  check: checkFork,
  run: (task, scope) => (task.fork.compete === true ? compete(task, scope) : joinAll(task, scope)),
};

/** Each branch goes as far as it can; what they came to is a list in the order in which they are written. */
async function joinAll(task: ForkTask, scope: TaskScope): Promise<TaskResult> {
  const ended: Ended[] = [];
  let waits = false;
  for (const index of task.fork.branches.keys()) {
    const result = await scope.branch('fork/branches', task.fork.branches, index);
    if (result.kind === 'waiting') waits = true;
    else if (result.ends) return endsAll(scope, result);
    else ended.push(result);
  }
  if (waits) return { kind: 'waiting', wait: null };
  const output = ended.map((result) => result.output);
  return { kind: 'output', output, context: joinContexts(scope.context, ended) };
}

/** The first branch that ends wins, and the others end with it; of several in one walk, the one that is written first. */
async function compete(task: ForkTask, scope: TaskScope): Promise<TaskResult> {
  for (const index of task.fork.branches.keys()) {
    const result = await scope.branch('fork/branches', task.fork.branches, index);
    if (result.kind === 'waiting') continue;
    if (result.ends) return endsAll(scope, result);
    scope.cancelInside('lost');
    return { kind: 'output', output: result.output, context: result.context };
  }
  return { kind: 'waiting', wait: null };
}

function endsAll(scope: TaskScope, { output, context }: Ended): TaskResult {
  scope.cancelInside('ended');
  return { kind: 'output', output, context, next: 'end' };
}

/**
 * Branches do not see each other's exports. Where they join, each brings what it changed of the context, in the order in which
 * they are written; a context that is no object is replaced as a whole.
 */
function joinContexts(before: Json, ended: readonly Ended[]): Json | undefined {
  let joined: Json | undefined;
  for (const { context } of ended) {
    if (context === undefined) continue;
    const base: Json = joined === undefined ? before : joined;
    joined = isJsonObject(base) && isJsonObject(context) ? merge(base, context, before) : context;
  }
  return joined;
}

function merge(
  base: { [key: string]: Json },
  context: { [key: string]: Json },
  before: Json,
): { [key: string]: Json } {
  const original = isJsonObject(before) ? before : {};
  const same = (key: string) =>
    Object.hasOwn(original, key) && JSON.stringify(original[key]) === JSON.stringify(context[key]);
  const kept = Object.entries(base).filter(
    ([key]) => Object.hasOwn(context, key) || !Object.hasOwn(original, key),
  );
  const changed = Object.entries(context).filter(([key]) => !same(key));
  return Object.fromEntries([...kept, ...changed]);
}
