import { Option, type Command } from 'commander';
import { addAccountCommands } from './account-commands.ts';
import { addAssignmentCommands, addPeopleCommands } from './people-commands.ts';
import { answerTask } from './commands/answer.ts';
import { discuss } from './commands/discuss.ts';
import { publishEvent } from './commands/events.ts';
import { listedViews, listInbox } from './commands/inbox.ts';
import { cancelProcess, resumeProcess, retryProcess, suspendProcess } from './commands/operate-process.ts';
import { listProcesses, showProcess } from './commands/process.ts';
import { showTask } from './commands/show.ts';
import { startProcess } from './commands/start.ts';
import { addWorkflow, listWorkflows, switchSchedule } from './commands/workflow.ts';
import { connect, type Api } from './connect.ts';
import type { Environment, ExitCode } from './environment.ts';
import { collect, withAccountFlags, type Flags } from './flags.ts';

/** The commands that speak to the running app. */
export function addClientCommands(
  program: Command,
  environment: Environment,
  done: (code: ExitCode) => void,
): void {
  const client = clientOf(environment, done);
  addWorkflowCommands(program, client);
  addTaskCommands(program, client);
  addAssignmentCommands(program, client);
  addPeopleCommands(program, client);
  addProcessCommands(program, client);
  addAccountCommands(program, client);
  const events = program.command('events').description('Events from outside').exitOverride();
  withAccountFlags(events.command('publish <event>'))
    .description('publish a CloudEvent: JSON, or @file; id, source and time may be left out')
    .action(client(publishEvent));
}

export type Client = ReturnType<typeof clientOf>;

/** Makes the action of a command: connects, runs it with what was typed, and always lets go of the connection. */
function clientOf(environment: Environment, done: (code: ExitCode) => void) {
  return <Arguments extends unknown[], F extends Flags>(
      command: (api: Api, environment: Environment, flags: F, ...rest: Arguments) => Promise<ExitCode>,
    ) =>
    async (...given: [...Arguments, F, Command]) => {
      const flags = given.at(-2) as F;
      const rest = given.slice(0, -2) as unknown as Arguments;
      const api = connect(environment.dataFolder(flags.dataDir), flags.as);
      try {
        done(await command(api.client, environment, flags, ...rest));
      } finally {
        await api.close();
      }
    };
}

function addWorkflowCommands(program: Command, client: Client): void {
  const workflow = program.command('workflow').description('The workflows of this computer').exitOverride();
  withAccountFlags(workflow.command('add <file>'))
    .description('add a workflow file (YAML or JSON)')
    .action(client(addWorkflow));
  withAccountFlags(workflow.command('ls')).description('list them').action(client(listWorkflows));
  withAccountFlags(workflow.command('schedule <workflow> <on|off>'))
    .description('switch what starts a workflow by itself: name, namespace/name or namespace/name@version')
    .action(client(switchSchedule));
  withAccountFlags(program.command('start <workflow>'))
    .description('start a process of a workflow: name, namespace/name or namespace/name@version')
    .option('--input <json>', 'its input as JSON, or @file')
    .action(client(startProcess));
}

function addTaskCommands(program: Command, client: Client): void {
  withAccountFlags(program.command('inbox'))
    .description('the tasks that wait for you')
    .addOption(new Option('--view <view>', 'another list').choices(listedViews).default('inbox'))
    .action(client(listInbox));
  withAccountFlags(program.command('show <task>'))
    .description('one task: its id, or the ending that `inbox` shows')
    .action(client(showTask));
  withAccountFlags(program.command('answer <task>'))
    .description('answer a task')
    .option('--value <value>', 'the answer; repeat it for several choices', collect, [])
    .option('--file <name=path>', 'a file that is asked for; repeat it for several', collect, [])
    .option('--fields <json>', 'the form beside the options, as JSON or @file')
    .option('--comment <text>', 'why')
    .action(client(answerTask));
  withAccountFlags(program.command('discuss <task> [text]'))
    .description('write to the others who have a task, or without a text show what was written')
    .action(client(discuss));
}

function addProcessCommands(program: Command, client: Client): void {
  const processes = program.command('process').description('The processes of this computer').exitOverride();
  const one = (name: string, does: string) =>
    withAccountFlags(processes.command(`${name} <id>`)).description(
      `${does}: its id, or the ending that \`process ls\` shows`,
    );
  withAccountFlags(processes.command('ls'))
    .description('list them, the newest first')
    .action(client(listProcesses));
  one('show', 'one process with its tasks').action(client(showProcess));
  one('cancel', 'end a process and what it waits for')
    .option('--reason <text>', 'why; it stays visible')
    .action(client(cancelProcess));
  one('suspend', 'let a process stand still').action(client(suspendProcess));
  one('resume', 'let a suspended process go on').action(client(resumeProcess));
  one('retry', 'try at once what is tried again later, or let a process that has failed go on').action(
    client(retryProcess),
  );
}
