import { z } from 'zod';
import { AskMode, OptionValue, Risk } from '../../shared/human-task/ask.ts';
import { Duration } from '../definition/duration.ts';
import { Data, Expression, Template, WrappedExpression } from '../definition/fields.ts';
import { taskBase } from '../definition/task-base.ts';
import { FilesSource } from './ask-files.ts';

/** `form` is another word for `object`. */
const Mode = z.enum([...AskMode.options, 'form']);

export const OptionSource = z.union([
  Template,
  z.strictObject({ label: Template, value: OptionValue, description: Template.optional() }),
]);
export type OptionSource = z.infer<typeof OptionSource>;

const people = {
  assigneeId: Template.optional(),
  roleId: Template.optional(),
  assigneeIds: z.union([z.array(Template), WrappedExpression]).optional(),
};

export const AssignmentSource = z.strictObject({
  ...people,
  categoryCode: Template.optional(),
  reasonCode: Template.optional(),
});
export type AssignmentSource = z.infer<typeof AssignmentSource>;

/** What an answer has to be is JSON Schema, with expressions in it that are evaluated when the ask begins. */
const SchemaData = z.union([z.record(z.string(), Data), WrappedExpression]);

const OnTimeout = z.union([
  z.enum(['fail', 'continue']),
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('default'), default: Data }),
    z.strictObject({ action: z.literal('escalate'), to: z.strictObject(people) }),
  ]),
]);
export type OnTimeout = z.infer<typeof OnTimeout>;

const YesOrNo = z.union([z.boolean(), WrappedExpression]);

export const AskSource = z.strictObject({
  prompt: Template,
  mode: Mode.optional(),
  options: z.array(OptionSource).optional(),
  optionsFrom: Expression.optional(),
  schema: SchemaData.optional(),
  uiSchema: SchemaData.optional(),
  fieldsFor: z.array(OptionValue).optional(),
  files: FilesSource.optional(),
  validate: SchemaData.optional(),
  default: Data.optional(),
  required: YesOrNo.optional(),
  allowComment: YesOrNo.optional(),
  commentRequired: z.union([z.boolean(), z.array(OptionValue), WrappedExpression]).optional(),
  contextKeys: z.array(z.string()).optional(),
  assignment: AssignmentSource.optional(),
  priority: z.union([z.int(), WrappedExpression]).optional(),
  risk: z.union([Risk, WrappedExpression]).optional(),
  sensitive: YesOrNo.optional(),
  timeout: z.strictObject({ after: Duration }).optional(),
  onTimeout: OnTimeout.optional(),
});
export type AskSource = z.infer<typeof AskSource>;

/** Waits for a person. Its output is the answer envelope: `.value`, `.comment`, `.fields`, `.submittedAt` (seed 004). */
export const AskTask = z.strictObject({ ...taskBase, ask: AskSource });
export type AskTask = z.infer<typeof AskTask>;

/** How the person is asked, in the one word that is used for it from here on. */
export function modeOf({ mode = 'text' }: Pick<AskSource, 'mode'>): AskMode {
  return mode === 'form' ? 'object' : mode;
}
