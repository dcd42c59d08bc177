/**
 * `npm run demo:team [-- --screenshots <folder>]`: a team server and two windows, of alice and of bob, already signed in. Without
 * a display it says so and runs on a virtual one, where `--screenshots` shows what the windows do.
 */

import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { hasDisplay, hasSessionBus, withDesktopSession } from './lib/desktop-session.mjs';
import { projectEnv, projectNode } from './lib/node.mjs';
import { absolutePaths } from './lib/options.mjs';
import { root } from './lib/paths.mjs';
import { runMain, say } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';

const screen = '1600x1000x24';

await runMain(async () => {
  const given = absolutePaths(process.argv.slice(2), ['--screenshots'], process.env.INIT_CWD);
  await buildIfStale();
  const wanted = { display: hasDisplay() ? undefined : screen, bus: !hasSessionBus() };
  if (wanted.display) say('This machine has no display: the windows open on a virtual one (Xvfb).');
  return withDesktopSession(wanted, (env) =>
    runForeground(
      projectNode(),
      ['--disable-warning=ExperimentalWarning', join(root, 'test', 'demo', 'team.ts'), ...given],
      { env: projectEnv(env) },
    ),
  );
});
