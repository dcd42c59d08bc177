import { account } from './account.ts';
import { accounts, outbox } from './accounts.ts';
import { desktop } from './desktop.ts';
import { discussion } from './discussion.ts';
import { drafts } from './drafts.ts';
import { events } from './events.ts';
import { files } from './files.ts';
import { humanTasks } from './human-tasks.ts';
import { people } from './people.ts';
import { processes } from './processes.ts';
import { sync } from './sync.ts';
import { workflows } from './workflows.ts';

/** What can be asked of any account: served by this computer and by a team server, spoken by window, CLI and agents. */
export const accountContract = {
  account,
  workflows,
  processes,
  humanTasks,
  events,
  people,
  drafts,
  discussion,
  files,
};

/** What can be asked of a team server: the account of whoever signed in, and the way to keep up with it. */
export const serverContract = { ...accountContract, sync };

/** What the window can ask of its app: all accounts as one, each of them, what is queued, and the desktop around it. */
export const windowContract = { ...accountContract, accounts, outbox, desktop };

const { list, signOut, syncNow } = accounts;
/** What the command line asks of the app besides the account; signing in needs the window. */
export const commandLineExtras = { accounts: { list, signOut, syncNow }, outbox };
export const commandLineContract = { ...accountContract, ...commandLineExtras };
