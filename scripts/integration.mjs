/** `npm run test:integration [-- vitest options]`: tests through the CLI, the API and the session bus. */

import { buildIfStale } from './lib/build.mjs';
import { projectNode, tools } from './lib/node.mjs';
import { runMain } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { withTestSession } from './lib/test-session.mjs';

await runMain(async () => {
  await buildIfStale();
  const args = [tools.vitest, 'run', '--project', 'integration', ...process.argv.slice(2)];
  return withTestSession((env) => runForeground(projectNode(), args, { env }));
});
