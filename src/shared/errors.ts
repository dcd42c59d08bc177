import { z } from 'zod';
import { errorCatalogue, type ErrorCode } from './error-catalogue.ts';
import { DraftEntries } from './human-task/draft-entries.ts';
import { Json } from './json.ts';

/** One thing wrong at one place: `pointer` is a JSON pointer (RFC 6901) into what was sent. */
export const FieldProblem = z.object({ pointer: z.string(), message: z.string() });
export type FieldProblem = z.infer<typeof FieldProblem>;

/** One thing wrong in a workflow file; `path` is the task or property, line and column count from 1. */
export const DefinitionProblem = z.object({
  path: z.string(),
  message: z.string(),
  line: z.number().int().positive().nullable(),
  column: z.number().int().positive().nullable(),
});
export type DefinitionProblem = z.infer<typeof DefinitionProblem>;

/** What may come along with an error. `decision` is what the winner of a conflict answered, `claim` who works on the task. */
export const ErrorDetails = z.object({
  next: z.string().optional(),
  fields: z.array(FieldProblem).optional(),
  problems: z.array(DefinitionProblem).optional(),
  decision: z
    .object({ completedUser: z.string(), completedTs: z.string(), value: Json.optional() })
    .optional(),
  /** Of DRAFT_CONFLICT: what is kept, at which revision, and what was sent; null: discarded. */
  draft: z
    .object({
      revision: z.number().int(),
      kept: z.object({ data: DraftEntries, savedTs: z.string(), savedBy: z.string() }).nullable(),
      sent: DraftEntries.nullable(),
    })
    .optional(),
  /** Of NOT_AN_ASK and ASK_INVALID: the task, which has a page in its process. */
  task: z.object({ taskId: z.string(), processId: z.string() }).optional(),
  claim: z.object({ claimedBy: z.string(), claimExpiresTs: z.string().nullable() }).optional(),
});
export type ErrorDetails = z.infer<typeof ErrorDetails>;

/** An error of the closed list. Everything else that is thrown is a bug and reaches callers as INTERNAL. */
export class CountersignError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, options: { message?: string; details?: ErrorDetails; cause?: unknown } = {}) {
    super(
      options.message ?? errorCatalogue[code].title,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'CountersignError';
    this.code = code;
    this.details = { next: errorCatalogue[code].next, ...options.details };
  }
}
