import { standardErrors, WorkflowError } from '../errors.ts';
import type { RunTask } from './run-definition.ts';
import type { TaskResult, TaskScope } from './task-type.ts';

type WorkflowToRun = NonNullable<RunTask['run']['workflow']>;

/**
 * Starts a process of another workflow: its output is this task's. Without `await` it goes its own way and the flow goes on with
 * the input of the task. The version is settled here, so that one that is added later does not change it.
 * @throws WorkflowError (configuration) when there is no such workflow; the error of the other process when it fails
 */
export async function runWorkflow(
  { namespace, name, version, input }: WorkflowToRun,
  awaited: boolean,
  scope: TaskScope,
): Promise<TaskResult> {
  const { wait, result, path } = scope.instance;
  if (wait?.kind === 'child') {
    if (result === null) return { kind: 'waiting', wait };
    if (result.ok) return { kind: 'output', output: result.output };
    throw new WorkflowError({ ...result.error, instance: path });
  }
  const workflowId = scope.host.findWorkflow({ namespace, name, version });
  if (workflowId === null) {
    throw new WorkflowError({
      ...standardErrors.configuration,
      detail: `There is no workflow ${namespace}/${name}@${version} here.`,
      instance: path,
    });
  }
  const given = input === undefined ? scope.instance.input : await scope.data(input);
  scope.startChild(workflowId, given, awaited);
  if (!awaited) return { kind: 'output', output: scope.instance.input };
  return { kind: 'waiting', wait: { kind: 'child', since: scope.now(), workflowId } };
}
