import { z } from 'zod';
import { Json } from '../json.ts';

/** Every way a person can be asked. Those with a schema and those with files arrive with the form and file work. */
export const AskMode = z.enum(['text', 'approval', 'confirm', 'choice', 'multiChoice']);
export type AskMode = z.infer<typeof AskMode>;

export const Risk = z.enum(['low', 'medium', 'high']);
export type Risk = z.infer<typeof Risk>;

export const OptionValue = z.union([z.string(), z.number(), z.boolean()]);
export type OptionValue = z.infer<typeof OptionValue>;

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
  default: Json.optional(),
  required: z.boolean(),
  allowComment: z.boolean(),
  /** true: always; otherwise the option values that need one, e.g. ["REJECTED"]; empty: never. */
  commentRequired: z.union([z.boolean(), z.array(OptionValue)]),
  contextKeys: z.array(z.string()).optional(),
  assignment: z
    .object({
      assigneeId: z.string().optional(),
      roleId: z.string().optional(),
      assigneeIds: z.array(z.string()).optional(),
      categoryCode: z.string().optional(),
      reasonCode: z.string().optional(),
    })
    .optional(),
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
