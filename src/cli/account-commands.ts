import type { Command } from 'commander';
import type { Client } from './client-commands.ts';
import { listAccounts, signOutOfAccount, syncAccount } from './commands/accounts.ts';
import { changeEntry, editEntry, listQueue } from './commands/queue.ts';
import { withFlags } from './flags.ts';

/** Accounts of servers, and what waits to be sent to them. */
export function addAccountCommands(program: Command, client: Client): void {
  const accounts = program
    .command('accounts')
    .description('Where tasks come from: this computer, and servers you are signed in to')
    .exitOverride();
  const which = 'its name, or the ending that `accounts ls` shows';
  withFlags(accounts.command('ls')).description('list them').action(client(listAccounts));
  withFlags(accounts.command('sync <account>'))
    .description(`try at once what would be tried later: ${which}`)
    .action(client(syncAccount));
  withFlags(accounts.command('sign-out <account>'))
    .description(`sign out and remove what is kept of it here: ${which}`)
    .option('--discard-queued', 'also when answers have not reached the server yet: they are lost')
    .action(client(signOutOfAccount));
  addQueueCommands(program, client);
}

function addQueueCommands(program: Command, client: Client): void {
  const queue = program
    .command('queue')
    .description('What you answered and has to reach a server')
    .exitOverride();
  const one = (name: string, does: string) =>
    withFlags(queue.command(`${name} <entry>`)).description(`${does}: the ending that \`queue ls\` shows`);
  withFlags(queue.command('ls'))
    .description('list what is on its way, and what came too late or was refused')
    .option('--account <account>', 'of one account only')
    .option('--all', 'also what was delivered, withdrawn or dismissed')
    .action(client(listQueue));
  one('retry', 'send it now').action(client(changeEntry('retry')));
  one('edit', 'change an answer that has not been sent')
    .requiredOption('--response <json>', '{"value": …, "comment": …} as JSON, or @file')
    .action(client(editEntry));
  one('withdraw', 'take it back before it is sent').action(client(changeEntry('withdraw')));
  one('dismiss', 'do not show it any more').action(client(changeEntry('dismiss')));
  one('comment', 'post an answer that came too late as a message').action(
    client(changeEntry('postAsComment')),
  );
}
