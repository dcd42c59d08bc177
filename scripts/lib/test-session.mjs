/** The surroundings of tests: on Linux always a display and a bus of their own, whatever the desktop offers. */

import { withDesktopSession } from './desktop-session.mjs';
import { projectEnv } from './node.mjs';

/** Its size, and its depth in bits. */
export const screen = '1600x1000x24';

/**
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withTestSession(work) {
  const linux = process.platform === 'linux';
  return withDesktopSession({ display: linux ? screen : undefined, bus: linux }, (env) =>
    work(projectEnv(env)),
  );
}
