import { z } from 'zod';
import { Json, JsonObject } from '../json.ts';
import { FileRequirement } from './file.ts';

/** Every way a person can be asked. `object` is a form. */
export const AskMode = z.enum(['text', 'approval', 'confirm', 'choice', 'multiChoice', 'object', 'file']);
export type AskMode = z.infer<typeof AskMode>;

export const Risk = z.enum(['low', 'medium', 'high']);
export type Risk = z.infer<typeof Risk>;

export const OptionValue = z.union([z.string(), z.number(), z.boolean()]);
export type OptionValue = z.infer<typeof OptionValue>;

/** Who is asked; one of the first three at most. */
export const AskAssignment = z.object({
  assigneeId: z.string().optional(),
  roleId: z.string().optional(),
  assigneeIds: z.array(z.string()).optional(),
  categoryCode: z.string().optional(),
  reasonCode: z.string().optional(),
});
export type AskAssignment = z.infer<typeof AskAssignment>;

export const AskOption = z.object({
  label: z.string(),
  value: OptionValue,
  description: z.string().optional(),
});
export type AskOption = z.infer<typeof AskOption>;

/**
 * What a waiting task asks of a person: evaluated (no expressions left) and normalized (every default is filled in), as seed
 * 004 returns it in `getHumanTask`. The page, the notification and the command line are rendered from this alone.
 */
export const Ask = z.object({
  prompt: z.string(),
  mode: AskMode,
  options: z.array(AskOption),
  /**
   * What an object has to be (JSON Schema); its properties are the fields of the form. Of mode `object`, and always there. Of
   * approval, confirm and choice it is what `fields` of the answer has to be: a form beside the options.
   */
  schema: JsonObject.optional(),
  /** The options that the form goes with; undefined: all. With another one no fields are sent. */
  fieldsFor: z.array(OptionValue).optional(),
  /** What is wanted, in this order. Of mode `file`, and always there. */
  files: z.array(FileRequirement).optional(),
  /** Hints for the form, as the workflow gives them. */
  uiSchema: JsonObject.optional(),
  /** What the value must be besides (JSON Schema), in any mode; its `description` is said where it is not. */
  validate: JsonObject.optional(),
  /**
   * What is filled in at first; of an object maybe only some fields, so it need not fit the schema. Where a form stands beside
   * options: `{ value?, fields? }`, see fields.ts.
   */
  default: Json.optional(),
  required: z.boolean(),
  allowComment: z.boolean(),
  /** true: always; otherwise the option values that need one, e.g. ["REJECTED"]; empty: never. */
  commentRequired: z.union([z.boolean(), z.array(OptionValue)]),
  contextKeys: z.array(z.string()).optional(),
  assignment: AskAssignment.optional(),
  priority: z.number().int().optional(),
  risk: Risk,
  sensitive: z.boolean(),
});
export type Ask = z.infer<typeof Ask>;

export const defaultApprovalOptions: readonly AskOption[] = [
  { label: 'Approve', value: 'APPROVED' },
  { label: 'Reject', value: 'REJECTED' },
];

export const defaultConfirmOptions: readonly AskOption[] = [
  { label: 'Yes', value: true },
  { label: 'No', value: false },
];
