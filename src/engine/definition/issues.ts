import type { z } from 'zod';
import { taskKinds } from '../tasks/task-types.ts';
import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';

export interface DefinitionIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The kinds of task that the language has and this version does not run. */
const laterKinds = ['call', 'emit', 'for', 'fork', 'listen', 'run', 'try'];
const everyKind: readonly string[] = [...taskKinds, ...laterKinds];

const oneKind = `A task has exactly one of ${taskKinds.join(', ')}.`;
const laterMessage = (kind: string): string => `This version does not run ${kind} tasks.`;

type Issue = z.core.$ZodIssue;

/** What the schema found, in words, with unions resolved to the branch that the author evidently meant. */
export function definitionIssues(issues: readonly Issue[], source: Json): DefinitionIssue[] {
  return issues.flatMap((issue) => explain(issue, [], source));
}

function explain(issue: Issue, above: readonly PropertyKey[], source: Json): DefinitionIssue[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'invalid_union':
      return explainUnion(issue.errors, path, source);
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: keyMessage(key, valueAt(source, path)),
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
  source: Json,
): DefinitionIssue[] {
  // Only the union of the kinds of task has as many branches as there are kinds.
  if (branches.length === taskKinds.length) return explainTask(branches, path, source);
  const meant = branches.filter((issues) => !issues.some(isAboutTheWhole));
  const [branch] = meant.length === 1 ? meant : [];
  if (branch !== undefined) return branch.flatMap((issue) => explain(issue, path, source));
  const messages = branches.flatMap((issues) => issues.flatMap((issue) => explain(issue, path, source)));
  return [{ path, message: [...new Set(messages.map(({ message }) => message))].join(' Or: ') }];
}

/** A task is read as the kind that its keys name, so that its problems are about that kind. */
function explainTask(
  branches: readonly Issue[][],
  path: readonly PropertyKey[],
  source: Json,
): DefinitionIssue[] {
  const task = valueAt(source, path);
  if (!isJsonObject(task)) return [{ path, message: 'A task must be an object.' }];
  const named = everyKind.filter((kind) => Object.hasOwn(task, kind));
  const [kind] = named;
  const later = named.find((name) => laterKinds.includes(name));
  if (later !== undefined) return [{ path: [...path, later], message: laterMessage(later) }];
  if (kind === undefined || named.length > 1) return [{ path, message: oneKind }];
  const branch = branches[taskKinds.findIndex((candidate) => candidate === kind)] ?? [];
  return branch.flatMap((issue) => explain(issue, path, source));
}

function isAboutTheWhole(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function keyMessage(key: string, holder: Json | undefined): string {
  const besideKind = isJsonObject(holder) && taskKinds.some((kind) => Object.hasOwn(holder, kind));
  if (!besideKind || !everyKind.includes(key)) return `"${key}" is not known here.`;
  // `for` has its tasks under `do`, so that it looks like a do task with a key too many.
  return laterKinds.includes(key) ? laterMessage(key) : oneKind;
}

function typeMessage(issue: Issue & { code: 'invalid_type' }, value: Json | undefined): string {
  if (value === undefined) return 'Is required.';
  if (issue.expected === 'never') return issue.message;
  const quotes =
    issue.expected === 'string' && typeof value !== 'object' ? ' Put it in quotes to make it text.' : '';
  return `Must be ${typeNames[issue.expected] ?? issue.expected}, not ${describe(value)}.${quotes}`;
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

function valueAt(source: Json, path: readonly PropertyKey[]): Json | undefined {
  let value: Json | undefined = source;
  for (const segment of path) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else if (isJsonObject(value) && Object.hasOwn(value, segment)) value = value[String(segment)];
    else return undefined;
  }
  return value;
}
