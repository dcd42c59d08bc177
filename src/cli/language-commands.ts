import type { Command } from 'commander';
import type { ValidateFlags } from './commands/validate.ts';
import type { Environment, ExitCode } from './environment.ts';

type Done = (code: ExitCode) => void;

/** The commands that are about the language alone and run nothing. */
export function addLanguageCommands(program: Command, environment: Environment, done: Done): void {
  program
    .command('validate <file>')
    .description('name every problem of a workflow file with its line and column; - reads the standard input')
    .option('--json', 'print JSON')
    .action(async (file: string, flags: ValidateFlags) => {
      const { validate } = await import('./commands/validate.ts');
      done(validate(environment, file, flags));
    });
  program
    .command('schema')
    .description('print the JSON Schema of workflow files, for editors')
    .action(async () => {
      const { printSchema } = await import('./commands/schema.ts');
      done(printSchema(environment));
    });
}
