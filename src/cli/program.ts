import { Command, CommanderError } from 'commander';
import { addClientCommands } from './client-commands.ts';
import { exit, type Environment, type ExitCode } from './environment.ts';
import type { Flags } from './flags.ts';
import { addLanguageCommands } from './language-commands.ts';
import { addRunCommands } from './run-commands.ts';

type Run = (argv: readonly string[]) => Promise<ExitCode>;

/** The command line. Client commands speak to the running app; the others work without it. */
export function createProgram(environment: Environment): Run {
  return async (argv) => {
    let code: ExitCode = exit.ok;
    const done = (result: ExitCode) => (code = result);
    const program = new Command('countersign')
      .description('Work with the Countersign that runs on this computer, or run a workflow file without it.')
      .version(environment.version)
      .showHelpAfterError()
      .exitOverride()
      .configureOutput({
        writeOut: (text) => environment.print(text.trimEnd()),
        writeErr: (text) => environment.warn(text.trimEnd()),
      });
    addClientCommands(program, environment, done);
    addRunCommands(program, environment, done);
    addFileCommands(program, environment, done);
    addLanguageCommands(program, environment, done);
    try {
      await program.parseAsync([...argv], { from: 'user' });
    } catch (error) {
      if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.invalid;
      throw error;
    }
    return code;
  };
}

function addFileCommands(program: Command, environment: Environment, done: (code: ExitCode) => void): void {
  program
    .command('backup <file>')
    .description('copy the database into one file; the app may run')
    .option('--data-dir <folder>', 'the data folder')
    .action(async (file: string, flags: Flags) => {
      const { backup } = await import('./commands/backup.ts');
      done(await backup(environment, file, flags));
    });
  program
    .command('restore <file>')
    .description('put a backup in the place of the database; the app must not run')
    .option('--data-dir <folder>', 'the data folder')
    .action(async (file: string, flags: Flags) => {
      const { restore } = await import('./commands/backup.ts');
      done(restore(environment, file, flags));
    });
}
