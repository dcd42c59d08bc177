import { z } from 'zod';
import { AnyJson, notYet } from './fields.ts';

/** JSON Schema for data, written where it is used. */
export const DataSchema = z
  .strictObject({
    format: z
      .string()
      .regex(/^json(:.+)?$/, { error: 'This version checks data against schemas of the format json only.' })
      .optional(),
    document: AnyJson.refine(
      (schema) => typeof schema === 'boolean' || (typeof schema === 'object' && schema !== null),
      {
        error: 'Must be a JSON Schema: an object, or true or false.',
      },
    ),
    resource: notYet('schemas that are kept elsewhere: write the schema itself under `document`'),
  })
  .meta({ id: 'schema' });
export type DataSchema = z.infer<typeof DataSchema>;
