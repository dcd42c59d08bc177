import { z } from 'zod';
import { Data, DataText, Expression } from './fields.ts';

const attributes = {
  id: DataText.optional(),
  source: DataText.optional(),
  type: DataText.optional(),
  time: DataText.optional(),
  subject: DataText.optional(),
  datacontenttype: DataText.optional(),
  dataschema: DataText.optional(),
  data: Data.optional(),
};

/** Attributes of a CloudEvent, extension attributes beside them. Each may be an expression. */
export const EventToEmit = z.object({ ...attributes, source: DataText, type: DataText }).catchall(Data);
export type EventToEmit = z.infer<typeof EventToEmit>;

/** Which events: attributes that must be equal or, where they are expressions, must hold; and what belongs together. */
export const EventFilter = z
  .strictObject({
    with: z
      .object(attributes)
      .catchall(Data)
      .refine((filter) => Object.keys(filter).length > 0, { error: 'Must name at least one attribute.' }),
    correlate: z
      .record(z.string(), z.strictObject({ from: Expression, expect: DataText.optional() }))
      .optional(),
  })
  .meta({ id: 'eventFilter' });
export type EventFilter = z.infer<typeof EventFilter>;

interface Shape {
  readonly all?: unknown;
  readonly any?: unknown;
  readonly one?: unknown;
  readonly until?: unknown;
}

export type EventConsumption =
  | { all: EventFilter[] }
  | { any: EventFilter[]; until?: string | EventConsumption | undefined }
  | { one: EventFilter };

const strategies = {
  all: z.array(EventFilter).min(1, { error: 'Must name at least one event.' }).optional(),
  any: z.array(EventFilter).optional(),
  one: EventFilter.optional(),
};

/** What stops a listener: the same, only that nothing stops it in turn. */
const Stop = z
  .strictObject(strategies)
  .refine(hasOne, { error: 'Must have exactly one of all, any and one.' });

/** The events that are waited for: all of them, any of them (once, or until something holds or happens), or one. */
export const EventConsumption = z
  .strictObject({ ...strategies, until: z.union([Expression, Stop]).optional() })
  .refine(hasOne, { error: 'Must have exactly one of all, any and one.' })
  .refine((strategy) => strategy.until === undefined || strategy.any !== undefined, {
    error: '`until` goes with `any` only.',
    path: ['until'],
  }) as unknown as z.ZodType<EventConsumption>;

function hasOne({ all, any, one }: Shape): boolean {
  return [all, any, one].filter((strategy) => strategy !== undefined).length === 1;
}
