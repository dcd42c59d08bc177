import type { DefinitionProblem } from '../../shared/errors.ts';
import { checkDefinition } from './check.ts';
import { Definition } from './definition.ts';
import { definitionIssues, type DefinitionIssue } from './issues.ts';
import { pointer } from './pointer.ts';
import { readYaml, type YamlSource } from './read-yaml.ts';

export type { Definition } from './definition.ts';

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: Definition }
  | { readonly ok: false; readonly problems: DefinitionProblem[] };

/** More than a person reads at once; a file that is something else altogether would fill the page with them. */
const mostProblems = 50;

/**
 * Reads a workflow file: YAML 1.2 or JSON. Everything that is wrong with it, or that this version does not run, comes back as
 * a problem with its path, line and column; nothing is thrown for what the text says.
 */
export function parseDefinition(source: string): ParsedDefinition {
  const yaml = readYaml(source);
  if (!yaml.ok) return { ok: false, problems: yaml.problems.slice(0, mostProblems) };
  const parsed = Definition.safeParse(yaml.value);
  if (!parsed.success) return refused(yaml, definitionIssues(parsed.error.issues, yaml.value));
  const issues = checkDefinition(parsed.data);
  return issues.length > 0 ? refused(yaml, issues) : { ok: true, definition: parsed.data };
}

function refused(yaml: YamlSource, issues: readonly DefinitionIssue[]): ParsedDefinition {
  const problems = issues.slice(0, mostProblems).map(({ path, message }) => ({
    path: pointer(path),
    message,
    ...yaml.position(path),
  }));
  return { ok: false, problems };
}
