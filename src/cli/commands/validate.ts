import { parseNewDefinition } from '../../service/workflows/parse-new-definition.ts';
import type { DefinitionProblem } from '../../shared/errors.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { oneLine, printable } from '../format.ts';
import { readText } from '../read-input.ts';

export type ValidateFlags = { json?: boolean };

/** A file with more is no workflow; a terminal full of them helps nobody. */
const mostProblems = 1_000;

/**
 * Reads a workflow file as the app would and names everything that is wrong with it, in the order of the file: as
 * `file:line:column path: message`, which editors can follow, or with `--json` as `{valid, workflow?, problems}`.
 */
export function validate(environment: Environment, file: string, flags: ValidateFlags): ExitCode {
  const parsed = parseNewDefinition(readText(file), mostProblems);
  const problems = parsed.ok ? [] : parsed.problems;
  const workflow = parsed.ok ? nameOf(parsed.definition.document) : undefined;
  if (flags.json === true) {
    environment.print(
      JSON.stringify({ valid: parsed.ok, ...(workflow === undefined ? {} : { workflow }), problems }),
    );
  } else {
    environment.print(
      workflow === undefined ? lines(file, problems) : `${printable(file)} is valid: ${workflow}`,
    );
  }
  return parsed.ok ? exit.ok : exit.invalid;
}

function nameOf({ namespace, name, version }: { namespace: string; name: string; version: string }): string {
  return `${namespace}/${name}@${version}`;
}

function lines(file: string, problems: readonly DefinitionProblem[]): string {
  const found = problems.map(({ path, message, line, column }) => {
    const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
    return oneLine(`${place} ${path}: ${message}`);
  });
  return [...found, `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`].join('\n');
}
