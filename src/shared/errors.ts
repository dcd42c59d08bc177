import { z } from 'zod';
import { Json } from './json.ts';

/**
 * The closed list of what can go wrong across the contract. `status` is the HTTP status, `title` says what happened, `next`
 * says what to do, `retry` whether the same call may succeed later without a change. Callers match on the code only.
 */
export const errorCatalogue = {
  INVALID_REQUEST: {
    status: 400,
    title: 'The request is not valid',
    next: 'Correct the fields that are named and send it again.',
    retry: false,
  },
  UNAUTHORIZED: {
    status: 401,
    title: 'The caller is not known',
    next: 'Send the token from the data folder of the running app.',
    retry: false,
  },
  NOT_FOUND: {
    status: 404,
    title: 'There is no such address',
    next: 'See /api/openapi.json for what there is.',
    retry: false,
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: 'The request is too large',
    next: 'Send less at once: at most 2 MB.',
    retry: false,
  },
  FORBIDDEN: {
    status: 403,
    title: 'This user may not do that',
    next: 'Ask the assignee or an administrator.',
    retry: false,
  },
  WORKFLOW_NOT_FOUND: {
    status: 404,
    title: 'There is no such workflow',
    next: 'List the workflows, or add the file first.',
    retry: false,
  },
  PROCESS_NOT_FOUND: {
    status: 404,
    title: 'There is no such process',
    next: 'List the processes.',
    retry: false,
  },
  PROCESS_ENDED: {
    status: 409,
    title: 'The process has ended',
    next: 'Nothing can be done to it any more; start another one of its workflow.',
    retry: false,
  },
  NOTHING_TO_RETRY: {
    status: 409,
    title: 'The process is not held up by a failure',
    next: 'Look at what it waits for: only that moves it on.',
    retry: false,
  },
  SCHEDULE_NOT_FOUND: {
    status: 409,
    title: 'This workflow is not started by a schedule',
    next: 'Only the newest version of a workflow with a `schedule` has one to switch.',
    retry: false,
  },
  NO_KEYSTORE: {
    status: 503,
    title: 'This computer has no keystore in which secrets would be safe',
    next: 'Start a keyring (on Linux: GNOME Keyring or KWallet), then start the app again. Nothing was stored.',
    retry: false,
  },
  ASSIGNMENT_NOT_FOUND: {
    status: 404,
    title: 'There is no such task',
    next: 'Go back to the inbox: it shows what is waiting for you.',
    retry: false,
  },
  ASSIGNMENT_INACTIVE: {
    status: 409,
    title: 'This task is no longer waiting for you',
    next: 'Go back to the inbox: it shows what is waiting for you.',
    retry: false,
  },
  STALE_TASK: {
    status: 409,
    title: 'This task has already been answered',
    next: 'Nothing was changed by your answer. See who decided what, then go back to the inbox.',
    retry: false,
  },
  IDEMPOTENCY_MISMATCH: {
    status: 409,
    title: 'The same idempotency key came with a different command',
    next: 'Use a new key for a new intent.',
    retry: false,
  },
  WORKFLOW_EXISTS: {
    status: 409,
    title: 'This version of the workflow exists with another text',
    next: 'Raise document.version and add it again: a version never changes.',
    retry: false,
  },
  WORKFLOW_INVALID: {
    status: 422,
    title: 'The workflow file is not valid',
    next: 'Correct the lines that are named.',
    retry: false,
  },
  NOT_AN_ASK: {
    status: 422,
    title: 'This task does not wait for a person',
    next: 'Only ask tasks can be answered; open its process to see what it does.',
    retry: false,
  },
  ASK_INVALID: {
    status: 422,
    title: 'What this task asks cannot be read',
    next: 'Its workflow has to be corrected; the process page names the task.',
    retry: false,
  },
  ANSWER_INVALID: {
    status: 422,
    title: 'The answer does not fit what was asked',
    next: 'Correct the fields that are named and answer again.',
    retry: false,
  },
  ANSWER_ELSEWHERE: {
    status: 422,
    title: 'This task cannot be answered from a notification',
    next: 'Open it: it needs a closer look, a comment or an entry.',
    retry: false,
  },
  RESUME_FAILED: {
    status: 500,
    title: 'The answer is saved, but the workflow could not go on',
    next: 'Nothing is lost; it is tried again by itself. The process page shows the error.',
    retry: true,
  },
  STORE_UNAVAILABLE: {
    status: 503,
    title: 'The database cannot be written',
    next: 'Free some disk space or check the data folder, then try again. Nothing was recorded.',
    retry: true,
  },
  INTERNAL: {
    status: 500,
    title: 'Something unexpected happened',
    next: 'Try again; if it happens again, the log file has the details.',
    retry: true,
  },
} as const satisfies Record<string, { status: number; title: string; next: string; retry: boolean }>;

export type ErrorCode = keyof typeof errorCatalogue;

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

/** What may come along with an error. `decision` is what the winner of a conflict answered. */
export const ErrorDetails = z.object({
  next: z.string().optional(),
  fields: z.array(FieldProblem).optional(),
  problems: z.array(DefinitionProblem).optional(),
  decision: z
    .object({ completedUser: z.string(), completedTs: z.string(), value: Json.optional() })
    .optional(),
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
