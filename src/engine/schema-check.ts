import type { Json } from '../shared/json.ts';
import { standardErrors, WorkflowError } from './errors.ts';
import type { Schemas } from './host.ts';

/** `schema` of an input, an output or an export. */
export interface SchemaSource {
  readonly document: Json;
}

/**
 * Holds data against the schema that the definition gives for it, if it gives one.
 * @param of what the data is, for the message
 * @throws WorkflowError (validation) that names each JSON pointer at which something is wrong
 */
export function mustFitSchema(
  schema: SchemaSource | undefined,
  data: Json,
  of: 'input' | 'output' | 'export',
  instance: string,
  schemas: Schemas,
): void {
  if (schema === undefined) return;
  const problems = schemas.problems(schema.document, data);
  if (problems.length === 0) return;
  const lines = problems.map(({ pointer, message }) => `${pointer === '' ? '/' : pointer} ${message}`);
  throw new WorkflowError({
    ...standardErrors.validation,
    detail: `The ${of === 'export' ? 'exported context' : of} does not fit its schema: ${lines.join('; ')}`,
    instance,
  });
}
