import { oc, type ErrorMap } from '@orpc/contract';
import { z } from 'zod';
import { errorCatalogue, type ErrorCode } from '../error-catalogue.ts';
import { ErrorDetails } from '../errors.ts';

/** Every procedure may answer with any error of the closed list; the wire carries code, status, message and details. */
type ContractErrors = Record<
  ErrorCode,
  { status: number; message: string; data: z.ZodOptional<typeof ErrorDetails> }
>;

const contractErrors = Object.fromEntries(
  Object.entries(errorCatalogue).map(([code, entry]) => [
    code,
    { status: entry.status, message: entry.title, data: ErrorDetails.optional() },
  ]),
) as ContractErrors satisfies ErrorMap;

export const procedure = oc.errors(contractErrors);

/** Chosen by the caller, once per intent: sent again, it gets the first result again and does nothing. */
export const IdempotencyKey = z
  .string()
  .min(1)
  .max(200)
  .refine((key) => !/[\0\p{Surrogate}]/u.test(key), {
    error: 'A key is Unicode text without NUL characters.',
  })
  .optional();

/** Pages are keyset pages: `cursor` is opaque, comes from the page before, and null means that this was the last. */
export const PageRequest = z.object({
  cursor: z.string().max(4_000).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export const WorkflowReference = z.object({
  wfDefId: z.uuid(),
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
});
export type WorkflowReference = z.infer<typeof WorkflowReference>;
