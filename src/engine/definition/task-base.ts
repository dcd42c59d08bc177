import { z } from 'zod';
import { TaskExport, TaskInput, TaskOutput } from './data-flow.ts';
import { AnyJson, Expression, FlowDirective, Template } from './fields.ts';
import { TimeoutOrName } from './timeout.ts';

/** What every task may have beside the key that names its kind. Spread into the strict object of each task type. */
export const taskBase = {
  if: Expression.optional().describe('The task is skipped where this expression gives false or null.'),
  input: TaskInput.optional().describe(
    'What the task gets of the output of the task before, and what that must be.',
  ),
  output: TaskOutput.optional().describe(
    'What the next task gets of what came of this one, and what that must be.',
  ),
  export: TaskExport.optional().describe('What $context is after this task.'),
  timeout: TimeoutOrName.optional().describe(
    'When the task fails if it has not ended: a duration, or a name of use.timeouts.',
  ),
  then: FlowDirective.optional().describe(
    'Where the flow goes: continue, exit, end or a task of the same list.',
  ),
  metadata: z
    .object({ title: Template.optional() })
    .catchall(AnyJson)
    .optional()
    .describe('Anything. `title` names the task for people.'),
};

const TaskBase = z.strictObject(taskBase);
export type TaskBase = z.infer<typeof TaskBase>;
