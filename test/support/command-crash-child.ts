import { parseArgs } from 'node:util';
import { openTestAccount } from './account.ts';
import { crashCommands, type CrashCommand, type CrashCommandName } from './crash-commands.ts';

/**
 * The process that a fault test kills: it prints what its command is about, sends the command on a real store, and kills itself
 * with SIGKILL when the command's crash point comes by.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    command: { type: 'string', default: '' },
    key: { type: 'string', default: '' },
    /** Instead of at the command's own crash point: before its transaction. */
    early: { type: 'boolean', default: false },
  },
});

const command: CrashCommand = crashCommands[values.command as CrashCommandName];
let isArmed = false;
const test = openTestAccount(values.folder, {
  reach: (point) => {
    if (isArmed && point === command.point) process.kill(process.pid, 'SIGKILL');
  },
});
const subject = await command.prepare(test);
/** Standard output is a pipe: a synchronous write has left this process before the next line runs. */
process.stdout.write(`${JSON.stringify(subject)}\n`);
isArmed = true;
if (values.early) process.kill(process.pid, 'SIGKILL');
await command.send(test, subject, values.key);
