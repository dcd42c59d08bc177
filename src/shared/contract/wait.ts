import { z } from 'zod';
import { Timestamp } from '../clock.ts';
import { ProblemDetails } from '../problem-details.ts';
import { WorkflowReference } from './base.ts';

/** Why a task is not moving, since when, and what ends it. */
export const Wait = z.discriminatedUnion('kind', [
  /** A person; `deadlineTs` null: only an answer ends it. */
  z.object({
    kind: z.literal('approval'),
    sinceTs: Timestamp,
    deadlineTs: Timestamp.nullable(),
    assignees: z.array(z.string()),
  }),
  z.object({ kind: z.literal('timer'), sinceTs: Timestamp, untilTs: Timestamp }),
  /** The next attempt of a try: `attempt` counts it, from 2; `error` is what the attempt before failed with. */
  z.object({
    kind: z.literal('retry'),
    sinceTs: Timestamp,
    untilTs: Timestamp,
    attempt: z.number().int(),
    error: ProblemDetails,
  }),
  /** Events from outside; `filters` says in words which. */
  z.object({ kind: z.literal('event'), sinceTs: Timestamp, filters: z.array(z.string()) }),
  /** The end of a process that this one started; `processId` null: it is about to be recorded. */
  z.object({
    kind: z.literal('child'),
    sinceTs: Timestamp,
    processId: z.uuid().nullable(),
    workflow: WorkflowReference,
  }),
  /** A call, a script or a command that runs; `what` says in a few words which: `GET https://…`. */
  z.object({
    kind: z.literal('runtime'),
    sinceTs: Timestamp,
    what: z.string(),
    /** How often it was begun, where that is known: 2 and more after the app was stopped in its midst. */
    attempts: z.number().int().optional(),
  }),
]);
export type Wait = z.infer<typeof Wait>;
