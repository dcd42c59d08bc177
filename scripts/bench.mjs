/** `npm run bench -- <name> [options]`: runs test/bench/<name>.ts on the built app. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { projectEnv, projectNode } from './lib/node.mjs';
import { root } from './lib/paths.mjs';
import { Failure, runMain } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { withTestSession } from './lib/test-session.mjs';

const folder = join(root, 'test', 'bench');
/** Those that open a window. */
const windowed = ['startup', 'form'];

await runMain(async () => {
  const [name = '', ...rest] = process.argv.slice(2);
  const file = join(folder, `${name}.ts`);
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    throw new Failure(
      `There is no bench called "${name}".`,
      `run: npm run bench -- <name>, with one of: ${names()}`,
    );
  }
  await buildIfStale();
  const args = ['--disable-warning=ExperimentalWarning', file, ...rest];
  if (!windowed.includes(name)) return runForeground(projectNode(), args, { env: projectEnv() });
  return withTestSession((env) => runForeground(projectNode(), args, { env }));
});

function names() {
  if (!existsSync(folder)) return '(none yet)';
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return files.map((file) => file.slice(0, -3)).join(', ');
}
