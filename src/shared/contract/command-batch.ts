import { z } from 'zod';

/**
 * Where a device that comes back sends what was decided on it meanwhile, many commands in one request. POST `CommandBatch`; the
 * answer is `application/x-ndjson`: one `CommandOutcome` a line for each command, in the order in which they are known, and empty
 * lines while there is nothing to say. Commands are carried out side by side, each as if it were sent alone: what depends on
 * another is sent after that one's outcome. Where the answer ends early, those without an outcome may have been carried out: they
 * are sent again with their keys.
 */
export const commandsPath = '/api/sync/commands';

export const mostCommands = 100;

export const BatchedAction = z.enum(['completeTask', 'claimHumanTask', 'releaseHumanTask', 'postMessage']);
export type BatchedAction = z.infer<typeof BatchedAction>;

/** `input` is that of the action's procedure, checked as there; its key has to be in it. `source`: as of a single call. */
export const BatchedCommand = z.object({
  action: BatchedAction,
  source: z.string().max(50).optional(),
  input: z.looseObject({ idempotencyKey: z.string().min(1).max(200) }),
});
export type BatchedCommand = z.infer<typeof BatchedCommand>;

export const CommandBatch = z.object({ commands: z.array(BatchedCommand).min(1).max(mostCommands) });
export type CommandBatch = z.infer<typeof CommandBatch>;

/** What came of the command at `index`, from 0: what its procedure answers, or the error that it would have answered. */
export const CommandOutcome = z.union([
  z.object({ index: z.int().min(0), output: z.looseObject({}) }),
  z.object({
    index: z.int().min(0),
    status: z.int(),
    error: z.looseObject({ code: z.string() }),
    /** Not before; null: the server does not say. */
    retryAfterSeconds: z.int().min(0).nullable(),
  }),
]);
export type CommandOutcome = z.infer<typeof CommandOutcome>;
