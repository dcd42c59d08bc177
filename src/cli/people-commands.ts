import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Client } from './client-commands.ts';
import {
  assignTask,
  claimTask,
  reassignTask,
  releaseTask,
  retryTask,
  showHistory,
} from './commands/assignment.ts';
import { addRole, changeRole, listRoles, removeRole } from './commands/role.ts';
import { addUser, changeUser, listUsers, removeUser } from './commands/user.ts';
import { withAccountFlags } from './flags.ts';

/** Who works on a task. */
export function addAssignmentCommands(program: Command, client: Client): void {
  const one = (name: string, does: string) =>
    withAccountFlags(program.command(`${name} <task>`)).description(does);
  one('claim', 'keep a task from the others who are asked')
    .addOption(new Option('--minutes <n>', 'for how long, 1 to 120').default(30).argParser(minutes))
    .action(client(claimTask));
  one('release', 'give a claimed task back').action(client(releaseTask));
  one('assign', 'take a task that a role or nobody holds for yourself alone').action(client(assignTask));
  one('reassign', 'ask somebody else')
    .option('--to <user>', 'a user')
    .option('--to-role <role>', 'a role')
    .option('--reason <text>', 'why; it stays in the history')
    .action(client(reassignTask));
  one('history', 'who did what to a task, and when').action(client(showHistory));
  withAccountFlags(program.command('retry <taskId>'))
    .description('run a task that has failed again; `process show --json` has its id')
    .action(client(retryTask));
}

/** Users, roles and permissions. */
export function addPeopleCommands(program: Command, client: Client): void {
  addUserCommands(program, client);
  const role = program.command('role').description('The roles of this computer').exitOverride();
  const member = 'a member; repeat it for several';
  withAccountFlags(role.command('ls')).description('list them').action(client(listRoles));
  withAccountFlags(role.command('add <role>'))
    .description('add a role')
    .option('--name <name>', 'what it is called')
    .option('--member <user>', member, list)
    .action(client(addRole));
  withAccountFlags(role.command('change <role>'))
    .description('change a role: who joins gets what waits for it, who leaves loses it')
    .option('--name <name>', 'what it is called')
    .option('--join <user>', 'who joins; repeat it for several', list)
    .option('--leave <user>', 'who leaves; repeat it for several', list)
    .action(client(changeRole));
  withAccountFlags(role.command('remove <role>')).description('remove a role').action(client(removeRole));
}

function addUserCommands(program: Command, client: Client): void {
  const user = program.command('user').description('The users of this computer').exitOverride();
  const permission = 'all their permissions, with commas between; empty for none';
  withAccountFlags(user.command('ls')).description('list them').action(client(listUsers));
  withAccountFlags(user.command('add <user>'))
    .description('add a user')
    .option('--name <name>', 'what they are called')
    .option('--permissions <list>', permission, commas)
    .action(client(addUser));
  withAccountFlags(user.command('change <user>'))
    .description('change a user')
    .option('--name <name>', 'what they are called')
    .option('--permissions <list>', permission, commas)
    .option('--active', 'they are asked again')
    .option('--no-active', 'they are asked nothing and can do nothing')
    .action(client(changeUser));
  withAccountFlags(user.command('remove <user>')).description('remove a user').action(client(removeUser));
}

function minutes(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 120) return value;
  throw new InvalidArgumentError('Must be 1 to 120.');
}

function list(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

function commas(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
