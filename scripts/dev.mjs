/** `npm run dev`: the app with hot reload. */

import { hasDisplay, hasSessionBus, withDesktopSession } from './lib/desktop-session.mjs';
import { projectEnv, projectNode, tools } from './lib/node.mjs';
import { runMain, say } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { buildToolEnv, readRuntime, sandboxSwitches } from './lib/runtime.mjs';

await runMain(async () => {
  const runtime = readRuntime();
  const wanted = { display: hasDisplay() ? undefined : '1360x860x24', bus: !hasSessionBus() };
  if (wanted.display) say('This machine has no display: the window opens on a virtual one (Xvfb).');
  const noSandbox = sandboxSwitches().length > 0 ? ['--noSandbox'] : [];
  const args = [tools.electronVite, 'dev', ...noSandbox, '--', ...process.argv.slice(2)];
  return withDesktopSession(wanted, (env) =>
    runForeground(projectNode(), args, { env: { ...projectEnv(env), ...buildToolEnv(runtime) } }),
  );
});
