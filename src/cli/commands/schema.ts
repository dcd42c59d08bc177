import { definitionSchema } from '../../engine/definition/definition-schema.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';

/** Prints the JSON Schema (2020-12) that editors check and complete workflow files by. */
export function printSchema(environment: Environment): ExitCode {
  environment.print(JSON.stringify(definitionSchema(), null, 2));
  return exit.ok;
}
