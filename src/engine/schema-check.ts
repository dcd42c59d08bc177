import { SchemaError } from '../shared/json-schema/schema-error.ts';
import type { Json } from '../shared/json.ts';
import { standardErrors, WorkflowError } from './errors.ts';
import type { SchemaProblem, Schemas } from './host.ts';

/** `schema` of an input, an output or an export. */
export interface SchemaSource {
  readonly document: Json;
}

type Checked = 'input' | 'output' | 'export';

/**
 * Holds data against the schema that the definition gives for it, if it gives one.
 * @param of what the data is, for the message
 * @throws WorkflowError (validation) that names each JSON pointer at which something is wrong, (configuration) for a schema by
 *   which nothing can be checked
 */
export function mustFitSchema(
  schema: SchemaSource | undefined,
  data: Json,
  of: Checked,
  instance: string,
  schemas: Schemas,
): void {
  if (schema === undefined) return;
  const problems = problemsOf(schema, data, of, instance, schemas);
  if (problems.length === 0) return;
  const lines = problems.map(({ pointer, message }) => `${pointer === '' ? '/' : pointer} ${message}`);
  throw new WorkflowError({
    ...standardErrors.validation,
    detail: `The ${of === 'export' ? 'exported context' : of} does not fit its schema: ${lines.join('; ')}`,
    instance,
  });
}

function problemsOf(
  { document }: SchemaSource,
  data: Json,
  of: Checked,
  instance: string,
  schemas: Schemas,
): readonly SchemaProblem[] {
  try {
    return schemas.problems(document, data);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const detail = `The schema of the ${of}: ${error.message}`;
    throw new WorkflowError({ ...standardErrors.configuration, detail, instance }, error);
  }
}
