import { z } from 'zod';
import { Timestamp } from '../clock.ts';

/** Why a task is not moving, since when, and what ends it. The kinds that this version can produce. */
export const Wait = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('approval'),
    sinceTs: Timestamp,
    deadlineTs: Timestamp.nullable(),
    assignees: z.array(z.string()),
  }),
  z.object({ kind: z.literal('timer'), sinceTs: Timestamp, untilTs: Timestamp }),
]);
export type Wait = z.infer<typeof Wait>;
