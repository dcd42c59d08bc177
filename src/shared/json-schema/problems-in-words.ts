import type { ErrorObject } from 'ajv';
import type { FieldProblem } from '../errors.ts';
import { escapeSegment } from './pointer-segment.ts';

/** More than a handful helps nobody. */
export const mostProblems = 5;
const mostLookedAt = 200;
const mostValuesNamed = 10;
const longestValue = 60;

/** What Ajv found, in our words, each at the field that it is about: a missing field is named by its own pointer. */
export function problemsInWords(errors: readonly ErrorObject[], most = mostProblems): FieldProblem[] {
  const problems = new Map<string, FieldProblem>();
  for (const error of withoutInner(errors.slice(0, mostLookedAt))) {
    const problem = { pointer: pointerOf(error), message: messageOf(error) };
    problems.set(`${problem.pointer} ${problem.message}`, problem);
    if (problems.size === most) break;
  }
  return [...problems.values()];
}

/** Some problems are told by others: by the one that sums them up, or the other way round. */
function withoutInner(errors: readonly ErrorObject[]): ErrorObject[] {
  let left = errors.filter(({ keyword, propertyName }) => keyword !== 'if' && propertyName === undefined);
  for (const error of errors) {
    if (!['anyOf', 'oneOf', 'contains'].includes(error.keyword)) continue;
    const within = left.filter((other) => other.schemaPath.startsWith(`${error.schemaPath}/`));
    const meant = error.keyword === 'contains' ? [] : meantBranch(error, within);
    const dropped = new Set<ErrorObject>(within.filter((other) => !meant.includes(other)));
    if (meant.length > 0) dropped.add(error);
    left = left.filter((other) => !dropped.has(other));
  }
  return left;
}

/**
 * Of alternatives none of which fits, only one can be meant: the one for this kind of value, if there is just one. Without
 * this, a wrong letter in an optional field would be told as "must be null". Empty when it is not clear.
 */
function meantBranch(alternatives: ErrorObject, within: readonly ErrorObject[]): readonly ErrorObject[] {
  const branches = new Map<string, ErrorObject[]>();
  for (const error of within) {
    const branch = error.schemaPath.slice(alternatives.schemaPath.length + 1).split('/')[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const fitting = [...branches.values()].filter((branch) =>
    branch.every(
      ({ instancePath, keyword }) =>
        instancePath !== alternatives.instancePath || !['type', 'const', 'enum'].includes(keyword),
    ),
  );
  return fitting.length === 1 ? (fitting[0] ?? []) : [];
}

function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  const property = {
    required: params['missingProperty'],
    dependentRequired: params['missingProperty'],
    dependencies: params['missingProperty'],
    additionalProperties: params['additionalProperty'],
    unevaluatedProperties: params['unevaluatedProperty'],
  }[keyword] as unknown;
  return typeof property === 'string' ? `${instancePath}/${escapeSegment(property)}` : instancePath;
}

/** A sentence for a person who has never seen the schema. */
function messageOf(error: ErrorObject): string {
  const inWords = messages[error.keyword];
  return inWords === undefined ? `Does not fit \`${error.keyword}\` of the schema.` : inWords(error.params);
}

type Params = ErrorObject['params'];

const messages: Readonly<Record<string, (params: Params) => string>> = {
  required: () => 'Is required.',
  dependentRequired: ({ property }) => `Is required where ${named(property)} is given.`,
  dependencies: ({ property }) => `Is required where ${named(property)} is given.`,
  additionalProperties: () => 'Is not expected here.',
  unevaluatedProperties: () => 'Is not expected here.',
  additionalItems: ({ limit }) => `Must have at most ${items(limit)}.`,
  unevaluatedItems: ({ len }) => `Must have at most ${items(len)}.`,
  items: ({ limit }) => `Must have at most ${items(limit)}.`,
  propertyNames: ({ propertyName }) => `${named(propertyName)} cannot be a name here.`,
  type: ({ type }) => `Must be ${typeInWords(type)}.`,
  const: ({ allowedValue }) => `Must be ${shown(allowedValue)}.`,
  enum: ({ allowedValues }) => `Must be one of: ${listed(allowedValues)}.`,
  format: ({ format }) => `Must be ${formats[String(format)] ?? `a valid ${String(format)}`}.`,
  pattern: ({ pattern }) => `Must match the pattern ${cut(String(pattern))}`,
  minLength: ({ limit }) => `Must have at least ${counted(limit, 'character')}.`,
  maxLength: ({ limit }) => `Must have at most ${counted(limit, 'character')}.`,
  minimum: ({ limit }) => `Must be at least ${String(limit)}.`,
  maximum: ({ limit }) => `Must be at most ${String(limit)}.`,
  exclusiveMinimum: ({ limit }) => `Must be more than ${String(limit)}.`,
  exclusiveMaximum: ({ limit }) => `Must be less than ${String(limit)}.`,
  multipleOf: ({ multipleOf }) => `Must be a multiple of ${String(multipleOf)}.`,
  minItems: ({ limit }) => `Must have at least ${items(limit)}.`,
  maxItems: ({ limit }) => `Must have at most ${items(limit)}.`,
  uniqueItems: ({ i, j }) => `Items ${Math.min(i, j) + 1} and ${Math.max(i, j) + 1} are the same.`,
  contains: ({ minContains, maxContains }) =>
    maxContains === undefined
      ? `Must have at least ${counted(minContains, 'item')} of the kind that is asked for.`
      : `Must have ${String(minContains)} to ${items(maxContains)} of the kind that is asked for.`,
  minProperties: ({ limit }) => `Must have at least ${counted(limit, 'field')}.`,
  maxProperties: ({ limit }) => `Must have at most ${counted(limit, 'field')}.`,
  anyOf: () => 'Fits none of the alternatives.',
  oneOf: ({ passingSchemas }) =>
    passingSchemas === null ? 'Fits none of the alternatives.' : 'Fits more than one of the alternatives.',
  not: () => 'Is what the schema excludes.',
  'false schema': () => 'Nothing is allowed here.',
};

const typesInWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

const formats: Readonly<Record<string, string>> = {
  date: 'a date, such as 2026-05-22',
  time: 'a time with its zone, such as 14:30:00Z',
  'date-time': 'a date and time with its zone, such as 2026-05-22T14:30:00Z',
  duration: 'a duration, such as PT15M',
  email: 'an e-mail address',
  uri: 'a web address or another URI',
  'uri-reference': 'a URI or a part of one',
  uuid: 'a UUID',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  hostname: 'the name of a host',
  regex: 'a regular expression',
};

function typeInWords(type: unknown): string {
  const all = Array.isArray(type) ? type : [type];
  return all.map((each) => typesInWords[String(each)] ?? String(each)).join(' or ');
}

function listed(values: unknown): string {
  const all = Array.isArray(values) ? values.map(shown) : [];
  return all.length <= mostValuesNamed ? all.join(', ') : `${all.slice(0, mostValuesNamed).join(', ')} …`;
}

function shown(value: unknown): string {
  return cut(typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
}

function named(name: unknown): string {
  return `"${cut(String(name))}"`;
}

function cut(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}

function items(count: unknown): string {
  return counted(count, 'item');
}

function counted(count: unknown, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
