import type { FieldProblem } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import { unwrap } from '../expression/syntax.ts';
import type { DefinitionIssue } from './issues.ts';

/** A JSON Schema in a definition, and where it stands. */
export interface PlacedSchema {
  readonly path: readonly (string | number)[];
  readonly schema: Json;
  /** Whether `${ … }` in it stands for what it evaluates to. */
  readonly hasExpressions: boolean;
}

/**
 * What is wrong with a schema, each at its JSON pointer in it; none: nothing is.
 * @param isWhole false: parts of it are not known yet
 */
export type SchemaFaults = (schema: Json, isWhole: boolean) => readonly FieldProblem[];

/** The schemas by which nothing could be checked, as far as no expression has to run for it. */
export function checkSchemas(schemas: readonly PlacedSchema[], faults: SchemaFaults): DefinitionIssue[] {
  return schemas.flatMap(({ path, schema, hasExpressions }) => {
    const isWhole = !hasExpressions || !holdsExpression(schema);
    return firstOfEachPlace(faults(schema, isWhole)).flatMap(({ pointer, message }) => {
      const below = segmentsOf(pointer);
      // What an expression gives may be right.
      if (!isWhole && holdsExpression(valueAt(schema, below))) return [];
      return [{ path: [...path, ...below], message: `This is no JSON Schema: ${message}` }];
    });
  });
}

/** What is wrong at a place is told by several rules of the schema of schemas. */
function firstOfEachPlace(faults: readonly FieldProblem[]): readonly FieldProblem[] {
  return faults.filter(
    ({ pointer }, index) => faults.findIndex((other) => other.pointer === pointer) === index,
  );
}

function holdsExpression(value: Json): boolean {
  if (typeof value === 'string') return unwrap(value) !== null;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(schema: Json, path: readonly string[]): Json {
  let value = schema;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) break;
    value = (value as Readonly<Record<string, Json>>)[segment] ?? null;
  }
  return value;
}
