import { z } from 'zod';
import { TaskExport, TaskInput, TaskOutput } from './data-flow.ts';
import { AnyJson, Expression, FlowDirective, Template } from './fields.ts';
import { TimeoutOrName } from './timeout.ts';

/** What every task may have beside the key that names its kind. Spread into the strict object of each task type. */
export const taskBase = {
  if: Expression.optional(),
  input: TaskInput.optional(),
  output: TaskOutput.optional(),
  export: TaskExport.optional(),
  timeout: TimeoutOrName.optional(),
  then: FlowDirective.optional(),
  metadata: z.object({ title: Template.optional() }).catchall(AnyJson).optional(),
};

const TaskBase = z.strictObject(taskBase);
export type TaskBase = z.infer<typeof TaskBase>;
