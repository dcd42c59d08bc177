import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addClientCommands } from './client-commands.ts';
import { exit, type Environment, type ExitCode } from './environment.ts';
import { collect, withFlags, type Flags } from './flags.ts';

type Run = (argv: readonly string[]) => Promise<ExitCode>;

/** The command line. Client commands speak to the running app; `run`, `backup` and `restore` work without it. */
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
    addFileCommands(program, environment, done);
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
  withFlags(program.command('run <file>'))
    .description('run a workflow file here and now, without the app')
    .option('--input <json>', 'its input as JSON, or @file')
    .option(
      '--answer <path=json>',
      'the answer to a task, for example /do/1/decide={"value":"APPROVED"}; repeat it for several',
      collect,
      [],
    )
    .addOption(
      new Option('--max-wait <seconds>', 'how long to wait for timers').default(60).argParser(seconds),
    )
    .action(async (file: string, flags: RunFlags) => {
      const { runFile } = await import('./commands/run.ts');
      done(await runFile(environment, file, flags));
    });
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

export interface RunFlags extends Flags {
  input?: string;
  answer: string[];
  maxWait: number;
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Must be a number of seconds.');
}
