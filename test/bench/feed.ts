import { fanOut } from './support/feed/fan-out.ts';
import { snapshot } from './support/feed/snapshot.ts';

/**
 * The feed of a server node on PostgreSQL: how long a change is under way to who is connected, and how fast a cold client reads
 * everything. Node, clients and database are processes of their own. `feed [part…]` runs those alone.
 */
const parts = { fanOut, snapshot };

const asked = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  await part();
}
