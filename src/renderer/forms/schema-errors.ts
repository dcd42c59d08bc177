import type { OutputUnit, Schema } from '@cfworker/json-schema';
import type { ErrorObject } from 'ajv';
import { escapeSegment } from '../../shared/json-schema/pointer-segment.ts';

// The window may not compile code, so it checks with an interpreter; what that finds is put as Ajv would put it, and the words
// for people are then the same as those of the account.

/** Where a schema's references lead, by absolute address. */
export type Lookup = Readonly<Record<string, Schema | boolean>>;

/** Those that only sum up what is wrong inside. */
const sums = new Set([
  '$ref',
  '$recursiveRef',
  'allOf',
  'if',
  'properties',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'prefixItems',
  'items',
  'additionalItems',
  'unevaluatedItems',
  'dependentSchemas',
]);

/** What the interpreter found as Ajv's errors; `schemaPath` is the way through the schema, references and all. */
export function asAjvErrors(units: readonly OutputUnit[], schema: Schema, lookup: Lookup): ErrorObject[] {
  return units.filter(({ keyword }) => !sums.has(keyword)).map((unit) => asAjvError(unit, schema, lookup));
}

function asAjvError(unit: OutputUnit, schema: Schema, lookup: Lookup): ErrorObject {
  const segments = segmentsOf(unit.instanceLocation);
  const at = (path: readonly string[]) => path.map((segment) => `/${escapeSegment(segment)}`).join('');
  const instancePath = at(segments);
  const schemaPath = unit.keywordLocation;
  const limit = keywordValue(schemaPath, schema, lookup);
  switch (unit.keyword) {
    case 'false':
      return {
        keyword: 'additionalProperties',
        instancePath: at(segments.slice(0, -1)),
        schemaPath,
        params: { additionalProperty: segments.at(-1) },
      };
    case 'required':
      return { keyword: 'required', instancePath, schemaPath, params: { missingProperty: names(unit)[0] } };
    case 'dependentRequired':
    case 'dependencies': {
      const [property, missingProperty] = names(unit);
      return { keyword: unit.keyword, instancePath, schemaPath, params: { property, missingProperty } };
    }
    case 'minContains':
    case 'maxContains':
    case 'contains':
      return { keyword: 'contains', instancePath, schemaPath, params: { minContains: 1 } };
    case 'oneOf':
      return { keyword: 'oneOf', instancePath, schemaPath, params: { passingSchemas: passing(unit) } };
    case 'uniqueItems': {
      const [i, j] = [...unit.error.matchAll(/\d+/g)].map(([digits]) => Number(digits));
      return { keyword: 'uniqueItems', instancePath, schemaPath, params: { i, j } };
    }
    default:
      return { keyword: unit.keyword, instancePath, schemaPath, params: paramsOf(unit.keyword, limit) };
  }
}

function paramsOf(keyword: string, value: unknown): ErrorObject['params'] {
  switch (keyword) {
    case 'enum':
      return { allowedValues: value };
    case 'const':
      return { allowedValue: value };
    case 'type':
    case 'format':
    case 'pattern':
    case 'multipleOf':
      return { [keyword]: value };
    default:
      return { limit: value };
  }
}

/** The interpreter tells the names of properties in its message alone. */
function names({ error }: OutputUnit): string[] {
  return [...error.matchAll(/"((?:[^"]|"(?![\s.]))*)"/g)].map(([, name]) => name ?? '');
}

function passing({ error }: OutputUnit): readonly number[] | null {
  return error.includes('(0 matches)') ? null : [];
}

function segmentsOf(location: string): string[] {
  return location
    .replace(/^#\/?/, '')
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => decoded(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function keywordValue(location: string, schema: Schema, lookup: Lookup): unknown {
  let at: unknown = schema;
  for (const segment of segmentsOf(location)) {
    if (typeof at !== 'object' || at === null) return undefined;
    const node = at as Schema;
    at = segment === '$ref' ? lookup[String(node['__absolute_ref__'])] : node[segment];
  }
  return at;
}
