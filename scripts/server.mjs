/** `npm run server`: the team server. What it is told by the environment is in docs/server.md. */

import { projectEnv, projectNode } from './lib/node.mjs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { runMain } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { postgresExecutable, restateExecutable } from './lib/server-programs.mjs';

await runMain(() =>
  runForeground(
    projectNode(),
    [
      '--disable-warning=ExperimentalWarning',
      join(root, 'src', 'server', 'index.ts'),
      ...process.argv.slice(2),
    ],
    {
      env: { POSTGRES_PROGRAM: postgresExecutable(), RESTATE_PROGRAM: restateExecutable(), ...projectEnv() },
    },
  ),
);
