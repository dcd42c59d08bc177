import { z } from 'zod';
import { Json } from './json.ts';

/** CloudEvents 1.0 in its JSON form; extension attributes stand beside the others. */
export const CloudEvent = z
  .object({
    specversion: z.literal('1.0').default('1.0'),
    id: z.string().min(1),
    source: z.string().min(1),
    type: z.string().min(1),
    time: z.string().optional(),
    subject: z.string().optional(),
    datacontenttype: z.string().optional(),
    dataschema: z.string().optional(),
    data: Json.optional(),
  })
  .catchall(Json);
export type CloudEvent = z.infer<typeof CloudEvent>;
