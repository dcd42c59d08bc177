import { createHash } from 'node:crypto';
import type { Options, ValidateFunction } from 'ajv';
import type AjvCore from 'ajv/dist/core.js';
import type { FieldProblem } from '../errors.ts';
import type { Json } from '../json.ts';
import { createAjv, dialectOf, regularExpression, type Dialect } from './dialects.ts';
import { problemsInWords } from './problems-in-words.ts';
import { SchemaError } from './schema-error.ts';
import { checkLimits, type JsonSchema } from './schema-limits.ts';
import { limited, TimeLimitError } from './time-limit.ts';

// S1: schemas come from anyone. One has no effect on what another says, so each is compiled by an Ajv of its own; nothing is
//     fetched; and neither compiling nor checking takes longer than the time limit, whatever patterns, references and
//     alternatives it has.
// S2: this compiles code, which the window forbids: it runs where the engine runs, never in the renderer.

/** Validates data against JSON Schema: what `$schema` says, or what they can only be, or 2020-12. */
export interface Schemas {
  /**
   * @returns what is wrong with the data, at most a handful; none: it fits
   * @throws SchemaError for a schema that is none, refers to others, or by which the check takes too long
   */
  problems(schema: Json, data: Json): readonly FieldProblem[];
}

/** For one compilation and for one check. */
const defaultTimeLimitMs = 1_000;
const mostKept = 200;
/** Many of them may come to nothing: see `isWhole`. */
const mostFaults = 50;

const options: Options = {
  allErrors: true,
  messages: false,
  logger: false,
  // Schemas in the world have keywords and formats of their own; the standard has them ignored.
  strict: false,
  // A field counts only if the data has it: `toString` is no field of {}.
  ownProperties: true,
  code: { regExp: Object.assign(regularExpression, { code: 'new RegExp' }) },
};

/** Compiled schemas are kept, the least recently used one goes first. `timeLimitMs` is for one compilation and for one check. */
export function createSchemas({ timeLimitMs = defaultTimeLimitMs }: { timeLimitMs?: number } = {}): Schemas {
  const kept = new Map<string, ValidateFunction>();
  // A definition's schema is the same object each time; whoever holds it holds its validator.
  const known = new WeakMap<object, ValidateFunction>();
  const validatorOf = (schema: Json): ValidateFunction => {
    checkLimits(schema);
    const digest = createHash('sha256').update(JSON.stringify(schema)).digest('base64');
    const validator = kept.get(digest) ?? compile(schema, timeLimitMs);
    kept.delete(digest);
    kept.set(digest, validator);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? '');
    return validator;
  };
  return {
    problems(schema, data) {
      const object = typeof schema === 'object' && schema !== null ? schema : null;
      const validator = (object && known.get(object)) ?? validatorOf(schema);
      if (object) known.set(object, validator);
      const fits = inTime('Checking data against the schema', timeLimitMs, () => validator(data));
      return fits ? [] : problemsInWords(validator.errors ?? []);
    },
  };
}

/**
 * Why nothing can be checked by a schema: places in it, some of them several times; none: it is one.
 * @param isWhole false: parts of it are not known yet, so that only what it has to look like is looked at
 */
export function schemaFaults(schema: Json, isWhole = true): readonly FieldProblem[] {
  try {
    checkLimits(schema);
    const problems = notOfDialect(dialectOf(schema), schema, mostFaults);
    if (problems.length > 0) return problems;
    if (isWhole) compile(schema, defaultTimeLimitMs);
    return [];
  } catch (error) {
    if (error instanceof SchemaError) return [{ pointer: error.pointer, message: error.message }];
    throw error;
  }
}

function compile(schema: JsonSchema, timeLimitMs: number): ValidateFunction {
  const dialect = dialectOf(schema);
  try {
    return inTime('Reading the schema', timeLimitMs, () => {
      checkIsSchema(dialect, schema);
      return createAjv(dialect, { ...options, meta: false, validateSchema: false }).compile(schema);
    });
  } catch (error) {
    throw error instanceof SchemaError ? error : notCompiled(error);
  }
}

/** The schemas of schemas are ours alone, so that one Ajv can serve for all: nothing is ever added to it. */
const dialectCheckers = new Map<Dialect, AjvCore>();

function checkIsSchema(dialect: Dialect, schema: JsonSchema): void {
  const [problem] = notOfDialect(dialect, schema);
  if (problem === undefined) return;
  const where = problem.pointer === '' ? 'The schema' : problem.pointer;
  throw new SchemaError(`This is no JSON Schema (${dialect}). ${where}: ${problem.message}`, {
    pointer: problem.pointer,
  });
}

function notOfDialect(dialect: Dialect, schema: JsonSchema, most?: number): readonly FieldProblem[] {
  const checker = dialectCheckers.get(dialect) ?? createAjv(dialect, options);
  // An interrupted one is not used again: nobody knows how far it had come.
  dialectCheckers.delete(dialect);
  const isSchema = checker.validateSchema(schema);
  const problems = isSchema === true ? [] : problemsInWords(checker.errors ?? [], most);
  dialectCheckers.set(dialect, checker);
  return problems;
}

function inTime<Value>(what: string, timeLimitMs: number, job: () => Value): Value {
  try {
    return limited(timeLimitMs, job);
  } catch (error) {
    if (error instanceof TimeLimitError) {
      throw new SchemaError(`${what} takes longer than ${timeLimitMs} ms.`, { cause: error });
    }
    // The stack is full.
    if (error instanceof RangeError) {
      const why = 'the schema refers to itself in a circle, or the data is nested too deeply';
      throw new SchemaError(`${what} does not end: ${why}.`, { cause: error });
    }
    throw error;
  }
}

function notCompiled(error: unknown): SchemaError {
  const missing = missingReference(error);
  if (missing === null) {
    const why = error instanceof Error ? error.message : String(error);
    return new SchemaError(`The schema cannot be used: ${why}.`, { cause: error });
  }
  const reason = missing.startsWith('#')
    ? 'there is nothing at that place.'
    : 'only places in the same schema can be referred to, nothing is fetched.';
  return new SchemaError(`$ref "${missing}": ${reason}`, { cause: error });
}

function missingReference(error: unknown): string | null {
  if (!(error instanceof Error) || !('missingRef' in error)) return null;
  const reference = String(error.missingRef);
  // Without an `$id`, Ajv resolves against nothing: `#/$defs/x` stays what it was.
  return reference === '' ? '#' : reference;
}
