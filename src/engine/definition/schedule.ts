import { CronPattern } from 'croner';
import { z } from 'zod';
import { unwrap } from '../expression/syntax.ts';
import { Duration } from './duration.ts';
import { EventConsumption } from './event-filter.ts';

/** There is no data yet on which an expression could be evaluated. */
const FixedDuration = Duration.refine(
  (duration) => typeof duration !== 'string' || unwrap(duration) === null,
  {
    error: 'Must be a duration: a schedule has no data for an expression.',
  },
);

const Cron = z.string().superRefine((pattern, context) => {
  try {
    void new CronPattern(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    context.addIssue({
      code: 'custom',
      message: `"${pattern}" is no cron pattern, e.g. 0 6 * * 1: ${reason}`,
    });
  }
});

/** When processes of a workflow start by themselves. */
export const Schedule = z
  .strictObject({
    every: FixedDuration.optional(),
    cron: Cron.optional(),
    after: FixedDuration.optional(),
    on: EventConsumption.optional(),
  })
  .refine((schedule) => Object.keys(schedule).length > 0, {
    error: 'Must have every, cron, after or on.',
  });
export type Schedule = z.infer<typeof Schedule>;
