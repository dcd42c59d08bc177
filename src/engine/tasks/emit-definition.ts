import { z } from 'zod';
import { EventToEmit } from '../definition/event-filter.ts';
import { taskBase } from '../definition/task-base.ts';

/** Publishes an event. Its attributes and its data may be expressions. */
export const EmitTask = z
  .strictObject({
    ...taskBase,
    emit: z.strictObject({ event: z.strictObject({ with: EventToEmit }) }),
  })
  .meta({ id: 'emitTask' });
export type EmitTask = z.infer<typeof EmitTask>;
