import type { LogArguments } from './call-arguments.ts';
import { evaluatedTemplate, type Prepared } from './effect-values.ts';
import type { TaskScope } from './task-type.ts';

/** `call: log`. @throws WorkflowError (expression) */
export async function prepareLog(
  { level = 'info', message, data }: LogArguments,
  scope: TaskScope,
): Promise<Prepared> {
  const text = await evaluatedTemplate(message, scope);
  const given = data === undefined ? {} : { data: await scope.effectData(data) };
  return { effect: { kind: 'log', level, message: text, ...given }, what: 'log entry' };
}
