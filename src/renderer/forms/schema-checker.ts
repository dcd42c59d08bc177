import { dereference, validate, type Schema, type SchemaDraft } from '@cfworker/json-schema';
import type { FieldProblem } from '../../shared/errors.ts';
import { problemsInWords } from '../../shared/json-schema/problems-in-words.ts';
import { unsaidDialect } from '../../shared/json-schema/unsaid-dialect.ts';
import type { Json } from '../../shared/json.ts';
import { asAjvErrors, type Lookup } from './schema-errors.ts';
import { withoutUndefined } from './without-undefined.ts';

interface Checkable {
  readonly schema: Schema;
  readonly draft: SchemaDraft;
  readonly lookup: Lookup;
}

/** A schema of a form is small; what is wrong with it in more places than this is not read by anyone. */
const mostProblems = 100;
const rootAddress = new URL('https://form.invalid/root');
const partAddress = new URL('https://form.invalid/part');

// Schemas are read once: a form asks about the same few many times with every key that is pressed.
const roots = new WeakMap<object, Checkable>();
const parts = new WeakMap<object, Checkable>();

/**
 * What is wrong with the data, for feedback while one types; the account's own word is the final one, so a schema that cannot be
 * checked here finds nothing wrong.
 */
export function problemsOf(schema: object, data: unknown): FieldProblem[] {
  return errorsOf(schema, data).map(({ pointer, message }) => ({ pointer, message }));
}

/** The same with the keyword that each problem is about. */
export function errorsOf(schema: object, data: unknown): readonly FieldProblem[] {
  try {
    const root = rootOf(schema);
    const { errors } = validate(withoutUndefined(data) ?? null, root.schema, root.draft, root.lookup, false);
    return problemsInWords(asAjvErrors(errors, root.schema, root.lookup), mostProblems);
  } catch {
    return [];
  }
}

/** Whether the data fits a part of a schema, whose references are into the whole; false where that cannot be said. */
export function fits(part: object | boolean, data: unknown, whole: object): boolean {
  if (typeof part === 'boolean') return part;
  try {
    const { schema, draft, lookup } = part === whole ? rootOf(whole) : partOf(part, whole);
    return validate(withoutUndefined(data) ?? null, schema, draft, lookup, true).valid;
  } catch {
    return false;
  }
}

function rootOf(schema: object): Checkable {
  const known = roots.get(schema);
  if (known !== undefined) return known;
  const { $id: _id, id: _oldId, ...usable } = usableCopy(schema, '') as Schema;
  const root = {
    schema: usable,
    draft: draftOf(schema),
    lookup: dereference(usable, undefined, rootAddress),
  };
  roots.set(schema, root);
  return root;
}

function partOf(part: object, whole: object): Checkable {
  const known = parts.get(part);
  if (known !== undefined) return known;
  const root = rootOf(whole);
  const schema = usableCopy(part, rootAddress.href) as Schema;
  // What is added for this part must not be seen by another one, which has the same address.
  const lookup = dereference(
    schema,
    Object.create(root.lookup) as Record<string, Schema | boolean>,
    partAddress,
  );
  const checkable = { schema, draft: root.draft, lookup };
  parts.set(part, checkable);
  return checkable;
}

/** A copy to be marked by the interpreter, without what it would stumble over: patterns and references that lead nowhere. */
function usableCopy(value: unknown, base: string): unknown {
  if (Array.isArray(value)) return value.map((item) => usableCopy(item, base));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'pattern' && typeof inner === 'string' && !isPattern(inner)) continue;
    if (key === '$ref' && typeof inner === 'string') {
      if (inner.startsWith('#')) copy[key] = base + inner;
      continue;
    }
    copy[key] = usableCopy(inner, base);
  }
  return copy;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function draftOf(schema: object): SchemaDraft {
  const name = (schema as { $schema?: Json }).$schema;
  if (name === undefined) return unsaidDialect(schema as Json) === 'draft-07' ? '7' : '2020-12';
  return typeof name === 'string' && /draft-0[467]/.test(name) ? '7' : '2020-12';
}
