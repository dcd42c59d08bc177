import type { z } from 'zod';
import type { DefinitionProblem } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import type { SchemaFaults } from './check-schemas.ts';
import { checkDefinition } from './check.ts';
import { Definition } from './definition.ts';
import { definitionIssues, type DefinitionIssue } from './issues.ts';
import { pointer } from './pointer.ts';
import { soundParts } from './sound-parts.ts';
import { readYaml, type YamlSource } from './read-yaml.ts';

export type { Definition } from './definition.ts';

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: Definition }
  | { readonly ok: false; readonly problems: DefinitionProblem[] };

export interface ParseOptions {
  /** How many problems are named. */
  readonly most?: number;
  /** Null: the JSON Schemas in it are not looked at before something is checked by them. */
  readonly faults?: SchemaFaults | null;
}

/** More than a person reads at once; a file that is something else altogether would fill the page with them. */
const mostProblems = 50;

/** With more than this the file is no workflow, and what is sound in it is not worth looking for. */
const mostToLookBeyond = 200;

/**
 * Reads a workflow file: YAML 1.2 or JSON. Everything that is wrong with it, or that this version does not run, comes back as
 * a problem with its path, line and column, in the order of the file; nothing is thrown for what the text says.
 */
export function parseDefinition(source: string, options: ParseOptions = {}): ParsedDefinition {
  const { most = mostProblems, faults = null } = options;
  const yaml = readYaml(source);
  if (!yaml.ok) return { ok: false, problems: yaml.problems.slice(0, most) };
  const parsed = Definition.safeParse(yaml.value);
  if (!parsed.success) return refused(yaml, allIssues(parsed.error.issues, yaml.value, faults), most);
  const issues = checkDefinition(parsed.data, faults);
  return issues.length > 0 ? refused(yaml, issues, most) : { ok: true, definition: parsed.data };
}

/** What the schema found, and what is to be said of everything else in the file. */
function allIssues(
  found: readonly z.core.$ZodIssue[],
  source: Json,
  faults: SchemaFaults | null,
): readonly DefinitionIssue[] {
  const issues = definitionIssues(found, source);
  if (issues.length > mostToLookBeyond) return issues;
  const rest = Definition.safeParse(soundParts(source, issues));
  return rest.success ? [...issues, ...checkDefinition(rest.data, faults)] : issues;
}

function refused(yaml: YamlSource, issues: readonly DefinitionIssue[], most: number): ParsedDefinition {
  // Finding a place takes as long as the file is large, so it is only done for those that may be named.
  const problems = issues.slice(0, Math.max(most, mostToLookBeyond)).map(({ path, message }) => ({
    path: pointer(path),
    message,
    ...yaml.position(path),
  }));
  return { ok: false, problems: problems.sort(inOrderOfTheFile).slice(0, most) };
}

function inOrderOfTheFile(left: DefinitionProblem, right: DefinitionProblem): number {
  return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);
}
