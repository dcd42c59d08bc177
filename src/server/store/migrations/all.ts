import { statements as people } from './001-people.ts';
import { statements as processes } from './002-processes.ts';
import { statements as humanTasks } from './003-human-tasks.ts';
import { statements as workingTogether } from './004-working-together.ts';
import { statements as rowSecurity } from './005-row-security.ts';
import { statements as signIns } from './006-sign-ins.ts';
import { statements as engine } from './007-engine.ts';
import { statements as removals } from './008-removals.ts';
import { statements as feedEpoch } from './009-feed-epoch.ts';

/** In order: the table `migration` says how many of these a database has. */
export const migrations: ReadonlyArray<readonly string[]> = [
  people,
  processes,
  humanTasks,
  workingTogether,
  rowSecurity,
  signIns,
  engine,
  removals,
  feedEpoch,
];
