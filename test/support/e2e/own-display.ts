import { withDesktopSession } from '../../../scripts/lib/desktop-session.mjs';
import { screen } from '../../../scripts/lib/test-session.mjs';

/**
 * Windows of tests that run side by side do not take the focus from each other: each worker of Playwright shows its own on a
 * display of its own. A fixture of the worker, for `auto`.
 */
// oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern what a fixture needs
export async function ownDisplay({}: object, provide: () => Promise<void>): Promise<void> {
  if (process.platform !== 'linux') return provide();
  await withDesktopSession({ display: screen, bus: false }, async (env) => {
    for (const name of ['DISPLAY', 'XAUTHORITY']) process.env[name] = env[name] ?? '';
    delete process.env['WAYLAND_DISPLAY'];
    await provide();
  });
}
