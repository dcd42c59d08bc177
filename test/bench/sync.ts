import { parseArgs } from 'node:util';
import { fanOut } from './support/feed/fan-out.ts';
import { restateProcesses } from './support/restate-processes.ts';
import { completing } from './support/sync/completing.ts';
import { delivering } from './support/sync/delivering.ts';
import { answering } from './support/sync/offline-answers.ts';
import { replication } from './support/sync/replication.ts';

/**
 * The team server and its client, each against its floor or its peer in the same run; a ratio is the median over the rounds.
 * `sync [part…] [--tasks 100000] [--answers 1000] [--rounds 3]` runs those alone. The first run brings PouchDB.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string', default: '100000' },
    answers: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
  },
});
const sizes = { tasks: Number(values.tasks), answers: Number(values.answers), rounds: Number(values.rounds) };
const parts = {
  replication: () => replication(sizes),
  delivering: () => delivering(sizes),
  answering: () => answering(sizes),
  fanOut,
  completing: () => completing(sizes),
  processes: () => restateProcesses(1_000, sizes.rounds),
};

for (const [name, part] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n${name}`);
  await part();
}
