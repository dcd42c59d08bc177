import type { z } from 'zod';
import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';

export interface DefinitionIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** What the schema found, in words, with unions resolved to the branch that the author evidently meant. */
export function definitionIssues(issues: readonly Issue[], source: Json | undefined): DefinitionIssue[] {
  return issues.flatMap((issue) => explain(issue, [], source));
}

function explain(issue: Issue, above: readonly PropertyKey[], source: Json | undefined): DefinitionIssue[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'invalid_union':
      // A union by a property that says which has no branches to tell of when that property says none of them.
      if (issue.errors.length === 0) return [{ path, message: choiceMessage(issue, valueAt(source, path)) }];
      return explainUnion(issue.errors, path, source);
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `"${key}" is not known here.`,
      }));
    case 'invalid_type':
      return [{ path, message: typeMessage(issue, valueAt(source, path)) }];
    default:
      return [{ path, message: issue.message }];
  }
}

function explainUnion(
  branches: readonly Issue[][],
  path: readonly PropertyKey[],
  source: Json | undefined,
): DefinitionIssue[] {
  const meant = branches.filter((issues) => !issues.some(isAboutTheWhole));
  const [branch] = meant.length === 1 ? meant : [];
  if (branch !== undefined) return branch.flatMap((issue) => explain(issue, path, source));
  const messages = branches.flatMap((issues) => issues.flatMap((issue) => explain(issue, path, source)));
  return [{ path, message: [...new Set(messages.map(({ message }) => message))].join(' Or: ') }];
}

function isAboutTheWhole(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function typeMessage(issue: Issue & { code: 'invalid_type' }, value: Json | undefined): string {
  if (value === undefined) return 'Is required.';
  if (issue.expected === 'never') return issue.message;
  const quotes =
    issue.expected === 'string' && typeof value !== 'object' ? ' Put it in quotes to make it text.' : '';
  return `Must be ${typeNames[issue.expected] ?? issue.expected}, not ${describe(value)}.${quotes}`;
}

function choiceMessage(issue: Issue & { code: 'invalid_union' }, value: Json | undefined): string {
  if (value === undefined) return 'Is required.';
  return 'options' in issue && Array.isArray(issue.options)
    ? `Must be one of: ${issue.options.join(', ')}.`
    : issue.message;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

function describe(value: Json): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `${typeof value} ${String(value)}`;
}

function valueAt(source: Json | undefined, path: readonly PropertyKey[]): Json | undefined {
  let value = source;
  for (const segment of path) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else if (isJsonObject(value) && Object.hasOwn(value, segment)) value = value[String(segment)];
    else return undefined;
  }
  return value;
}
