import type { Json } from '../../shared/json.ts';
import type { Effect } from '../effect.ts';
import { WorkflowError } from '../errors.ts';
import type { TaskResult, TaskScope } from './task-type.ts';

/**
 * One step of a task that is an effect. The first time it is prepared and recorded; the host lets it out after that commit, and
 * the walk that finds its result ends the task with it. `what` says in a few words what runs: `GET https://…`.
 */
export async function runEffect(
  scope: TaskScope,
  prepare: () => Promise<{ readonly effect: Effect; readonly what: string }>,
): Promise<TaskResult> {
  const { wait, result } = scope.instance;
  if (wait?.kind !== 'runtime') {
    const { effect, what } = await prepare();
    return {
      kind: 'waiting',
      wait: { kind: 'runtime', since: scope.now(), what },
      plan: effect as unknown as Json,
    };
  }
  if (result === null) return { kind: 'waiting', wait };
  if (result.ok) return { kind: 'output', output: result.output };
  throw new WorkflowError({ ...result.error, instance: scope.instance.path });
}
