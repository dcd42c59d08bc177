/**
 * `npm start`: builds the app if need be and opens its window; without a display or session bus it brings its own.
 *
 *     npm start -- [--data-dir <folder>] [--screenshot <file.png>]
 */

import { buildIfStale } from './lib/build.mjs';
import { hasDisplay, hasSessionBus, withDesktopSession } from './lib/desktop-session.mjs';
import { absolutePaths } from './lib/options.mjs';
import { root } from './lib/paths.mjs';
import { runMain, say } from './lib/print.mjs';
import { runForeground } from './lib/run.mjs';
import { readRuntime, sandboxSwitches } from './lib/runtime.mjs';

const screen = '1360x860x24';

await runMain(async () => {
  const runtime = readRuntime();
  // npm changes into the project's folder; a path was typed where INIT_CWD says.
  const given = absolutePaths(process.argv.slice(2), ['--screenshot', '--data-dir'], process.env.INIT_CWD);
  await buildIfStale();
  const wanted = { display: hasDisplay() ? undefined : screen, bus: !hasSessionBus() };
  explain(wanted, given);
  return withDesktopSession(wanted, (env) =>
    runForeground(runtime.executable, [...sandboxSwitches(), root, ...given], { env }),
  );
});

/**
 * @param {{ display: string | undefined, bus: boolean }} wanted
 * @param {string[]} given
 */
function explain({ display, bus }, given) {
  if (display) {
    say('This machine has no display: the window opens on a virtual one (Xvfb), where nobody sees it.');
    if (!given.some((argument) => argument.startsWith('--screenshot'))) {
      say('  To see it: npm start -- --screenshot window.png. To stop it: Ctrl+C.');
    }
  }
  if (bus)
    say('There is no session bus: the app gets one of its own, without a notification server or keyring.');
}
