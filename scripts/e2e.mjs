/** `npm run test:e2e [-- playwright options]`: drives the built app in a real window. */

import { buildIfStale } from './lib/build.mjs';
import { projectNode, tools } from './lib/node.mjs';
import { runMain } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { readRuntime } from './lib/runtime.mjs';
import { withTestSession } from './lib/test-session.mjs';

await runMain(async () => {
  readRuntime();
  await buildIfStale();
  const args = [tools.playwright, 'test', ...process.argv.slice(2)];
  return withTestSession((env) => runForeground(projectNode(), args, { env }));
});
