/** `npm run screens`: takes the pictures of the documentation anew, from the app itself, and puts them into docs/screens. */

import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { projectNode, tools } from './lib/node.mjs';
import { resultsDir, root } from './lib/paths.mjs';
import { runMain, say } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { readRuntime } from './lib/runtime.mjs';
import { withTestSession } from './lib/test-session.mjs';

const taken = join(resultsDir, 'screens');
const kept = join(root, 'docs', 'screens');

await runMain(async () => {
  readRuntime();
  await buildIfStale();
  rmSync(taken, { recursive: true, force: true });
  const args = [tools.playwright, 'test', '--reporter=list'];
  const code = await withTestSession((env) => runForeground(projectNode(), args, { env }));
  if (code !== 0) return code;
  mkdirSync(kept, { recursive: true });
  const names = readdirSync(taken).filter((name) => name.endsWith('.png'));
  for (const name of names) copyFileSync(join(taken, name), join(kept, name));
  say(`${names.length} pictures are in docs/screens. Look at each of them.`);
  return 0;
});
