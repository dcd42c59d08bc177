import { runEffect } from './effect-task.ts';
import { checkRun, RunTask } from './run-definition.ts';
import { prepareScript } from './run-script.ts';
import { prepareShell } from './run-shell.ts';
import { runWorkflow } from './run-workflow.ts';
import type { TaskResult, TaskScope, TaskType } from './task-type.ts';

/** Another workflow, a script in a sandbox, or a command of the shell where policy allows it. */
export const runType: TaskType<RunTask> = {
  kind: 'run',
  schema: RunTask,
  check: checkRun,
  async run(task, scope) {
    const { workflow, script, shell, await: awaited = true, return: returned = 'stdout' } = task.run;
    if (workflow !== undefined) return runWorkflow(workflow, awaited, scope);
    const prepare = () => {
      if (script !== undefined) return prepareScript(script, returned, scope);
      if (shell !== undefined) return prepareShell(shell, returned, scope);
      throw new Error(`Nothing to run was loaded in ${scope.instance.path}`);
    };
    return awaited ? runEffect(scope, prepare) : runUnheeded(scope, prepare);
  },
};

/**
 * What nobody awaits is still let end, so that it is never lost in a crash; but the flow goes on with the input of the task,
 * whatever came of it.
 */
async function runUnheeded(scope: TaskScope, prepare: Parameters<typeof runEffect>[1]): Promise<TaskResult> {
  if (scope.instance.result !== null) return { kind: 'output', output: scope.instance.input };
  return runEffect(scope, prepare);
}
