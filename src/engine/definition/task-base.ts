import { z } from 'zod';
import {
  AnyJson,
  Expression,
  FlowDirective,
  notYet,
  TaskExport,
  TaskInput,
  TaskOutput,
  Template,
} from './fields.ts';

/** What every task may have beside the key that names its kind. Spread into the strict object of each task type. */
export const taskBase = {
  if: Expression.optional(),
  input: TaskInput.optional(),
  output: TaskOutput.optional(),
  export: TaskExport.optional(),
  timeout: notYet('timeouts of tasks (an ask has its own: `ask.timeout`)'),
  then: FlowDirective.optional(),
  metadata: z.object({ title: Template.optional() }).catchall(AnyJson).optional(),
};

const TaskBase = z.strictObject(taskBase);
export type TaskBase = z.infer<typeof TaskBase>;
