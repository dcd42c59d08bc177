import { z } from 'zod';
import { ProcessStatus, TaskStatus } from '../human-task/status.ts';
import { Json, JsonObject } from '../json.ts';
import { ProblemDetails } from '../problem-details.ts';
import { procedure } from './base.ts';
import { TaskKind } from './task-kind.ts';

/** A task that would run, or would wait: its path is the one that the process itself would give it. */
export const DryRunTask = z.object({
  path: z.string(),
  name: z.string(),
  title: z.string(),
  kind: TaskKind,
  statusCode: TaskStatus,
  output: Json,
  error: ProblemDetails.nullable(),
  /** Of a task that would wait: for what, in words. */
  waits: z.string().nullable(),
});
export type DryRunTask = z.infer<typeof DryRunTask>;

/** What a call, a script or a command is taken to have returned. */
export const SuppliedResult = z.union([
  z.object({ output: Json }).strict(),
  z.object({ error: ProblemDetails }).strict(),
]);
export type SuppliedResult = z.infer<typeof SuppliedResult>;

export const DryRunAnswer = z.object({
  value: Json,
  fields: JsonObject.optional(),
  comment: z.string().optional(),
});
export type DryRunAnswer = z.infer<typeof DryRunAnswer>;

export const DryRunRequest = z
  .object({
    /** A workflow from its start: `name`, `namespace/name` or `namespace/name@version`. */
    workflow: z.string().optional(),
    /** A process from where it stands. */
    processId: z.uuid().optional(),
    /** Of the workflow; a process has its own. */
    input: Json.optional(),
    /** By task path. */
    answers: z.record(z.string(), DryRunAnswer).default({}),
    /** By task path. Nothing leaves this computer. */
    results: z.record(z.string(), SuppliedResult).default({}),
    /** What calls and other processes return for which there is no result; undefined: their tasks wait. */
    stub: Json.optional(),
    /** Whether timers elapse by themselves, in no time; false: their tasks wait. */
    elapse: z.boolean().default(false),
  })
  .refine(({ workflow, processId }) => (workflow === undefined) !== (processId === undefined), {
    message: 'Name either a workflow or a process.',
    path: ['workflow'],
  });

export const dryRun = procedure
  .route({
    method: 'POST',
    path: '/dry-run',
    summary: 'What would run, with answers and results supplied; it touches nothing',
  })
  .input(DryRunRequest)
  .output(
    z.object({
      statusCode: ProcessStatus,
      output: Json,
      error: ProblemDetails.nullable(),
      tasks: z.array(DryRunTask),
    }),
  );
