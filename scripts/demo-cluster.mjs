/**
 * `npm run demo:cluster [-- --kill]`: three Restate nodes with replication 2 and two server nodes on the loopback addresses
 * 127.0.0.1 to 127.0.0.3, with their usual ports. `--kill` kills one of each under load and shows that nothing is lost.
 */

import { join } from 'node:path';
import { projectEnv, projectNode } from './lib/node.mjs';
import { root } from './lib/paths.mjs';
import { runMain } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';

await runMain(() =>
  runForeground(
    projectNode(),
    [
      '--disable-warning=ExperimentalWarning',
      join(root, 'test', 'demo', 'cluster.ts'),
      ...process.argv.slice(2),
    ],
    { env: projectEnv() },
  ),
);
