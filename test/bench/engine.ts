import { restarts } from './support/restart.ts';
import { slow } from './support/slow-disk.ts';
import { latency, throughput } from './support/speed.ts';
import { fork, loop } from './support/steps.ts';

/**
 * The engine on its SQLite host against the floor (as many commits with as many rows), a reference that is written by hand and
 * openworkflow on SQLite, in turn in the same run; a ratio is the median over the rounds. `engine [part…]` runs those alone.
 */
const parts = { throughput, latency, loop, fork, restarts, slow };

const asked = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  await part();
}
