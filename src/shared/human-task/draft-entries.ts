import { z } from 'zod';
import { Json } from '../json.ts';

/** What somebody has entered so far; it need not fit what is asked. */
export const DraftEntries = z.object({
  value: Json.optional(),
  /** Of the form beside the options. */
  fields: Json.optional(),
  comment: z.string().max(100_000).optional(),
});
export type DraftEntries = z.infer<typeof DraftEntries>;
