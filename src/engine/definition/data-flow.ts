import { z } from 'zod';
import { DataSchema } from './data-schema.ts';
import { DataObject, Expression } from './fields.ts';

export const TaskInput = z
  .strictObject({
    from: z.union([Expression, DataObject]).optional(),
    schema: DataSchema.optional(),
  })
  .meta({ id: 'input' });

export const TaskOutput = z
  .strictObject({
    as: z.union([Expression, DataObject]).optional(),
    schema: DataSchema.optional(),
  })
  .meta({ id: 'output' });

export const TaskExport = z
  .strictObject({
    as: z.union([Expression, DataObject]).optional(),
    schema: DataSchema.optional(),
  })
  .meta({ id: 'export' });
