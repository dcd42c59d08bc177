import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { answerTask } from './commands/answer.ts';
import { listInbox } from './commands/inbox.ts';
import { listProcesses, showProcess } from './commands/process.ts';
import { showTask } from './commands/show.ts';
import { startProcess } from './commands/start.ts';
import { addWorkflow, listWorkflows } from './commands/workflow.ts';
import { connect, type Api } from './connect.ts';
import { exit, type Environment, type ExitCode } from './environment.ts';

type Run = (argv: readonly string[]) => Promise<ExitCode>;
type Flags = { dataDir?: string; json?: boolean };

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

function addClientCommands(program: Command, environment: Environment, done: (code: ExitCode) => void): void {
  const client =
    <Arguments extends unknown[], F extends Flags>(
      command: (api: Api, environment: Environment, flags: F, ...rest: Arguments) => Promise<ExitCode>,
    ) =>
    async (...given: [...Arguments, F, Command]) => {
      const flags = given.at(-2) as F;
      const rest = given.slice(0, -2) as unknown as Arguments;
      const api = connect(environment.dataFolder(flags.dataDir));
      try {
        done(await command(api.client, environment, flags, ...rest));
      } finally {
        await api.close();
      }
    };
  const workflow = program.command('workflow').description('The workflows of this computer').exitOverride();
  withFlags(workflow.command('add <file>'))
    .description('add a workflow file (YAML or JSON)')
    .action(client(addWorkflow));
  withFlags(workflow.command('ls')).description('list them').action(client(listWorkflows));
  withFlags(program.command('start <workflow>'))
    .description('start a process of a workflow: name, namespace/name or namespace/name@version')
    .option('--input <json>', 'its input as JSON, or @file')
    .action(client(startProcess));
  withFlags(program.command('inbox')).description('the tasks that wait for you').action(client(listInbox));
  withFlags(program.command('show <task>'))
    .description('one task: its id, or the ending that `inbox` shows')
    .action(client(showTask));
  withFlags(program.command('answer <task>'))
    .description('answer a task')
    .requiredOption('--value <value>', 'the answer; repeat it for several choices', collect, [])
    .option('--comment <text>', 'why')
    .action(client(answerTask));
  const processes = program.command('process').description('The processes of this computer').exitOverride();
  withFlags(processes.command('ls')).description('list them, the newest first').action(client(listProcesses));
  withFlags(processes.command('show <id>'))
    .description('one process with its tasks: its id, or the ending that `process ls` shows')
    .action(client(showProcess));
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

function withFlags(command: Command): Command {
  return command
    .option('--json', 'print JSON')
    .option('--data-dir <folder>', 'the data folder of the app to speak to');
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Must be a number of seconds.');
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
