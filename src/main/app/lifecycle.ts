import { app } from 'electron';
import type { Log } from '../../service/log.ts';
import type { Timers } from '../../shared/clock.ts';
import type { Navigation } from '../../shared/contract/desktop.ts';
import { deepLinkAmong, linkScheme, parseDeepLink } from './deep-link.ts';
import { errorFields } from '../../service/error-fields.ts';

const closesWithin = 5000;

/**
 * One app per data folder. The profile folder, which has to be set before, is what makes two starts the same. A second
 * start hands its link to the first: the text of the link only, which the first parses as strictly as its own.
 */
export function isFirst(argv: readonly string[]): boolean {
  const link = argv.find((argument) => deepLinkAmong([argument]) !== null);
  return app.requestSingleInstanceLock(link === undefined ? {} : { link });
}

/** Second starts, clicks on links and on the dock: all bring the window to the front, a link also leads somewhere. */
export function followLinks(open: (to: Navigation) => void, show: () => void): void {
  const follow = (link: unknown): void => {
    const to = typeof link === 'string' ? parseDeepLink(link) : null;
    if (to === null) show();
    else open(to);
  };
  app.on('second-instance', (_event, _argv, _folder, data) => {
    follow(typeof data === 'object' && data !== null && 'link' in data ? data.link : null);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    follow(url);
  });
  app.on('activate', show);
  // An unpackaged app would register the runtime it happens to run on.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
}

/** Closes everything before the process ends, in at most five seconds. Returns whether quitting has begun. */
export function quitWith(
  close: () => Promise<void>,
  { timers, log }: { readonly timers: Timers; readonly log: Log },
): () => boolean {
  let begun = false;
  app.on('before-quit', () => {
    begun = true;
  });
  app.on('window-all-closed', () => app.quit());
  app.once('will-quit', (event) => {
    event.preventDefault();
    timers.after(closesWithin, () => {
      log.error('Closing took too long and was given up');
      app.exit(0);
    });
    close()
      .catch((error: unknown) => log.error('Closing failed', errorFields(error)))
      .finally(() => app.exit(0));
  });
  return () => begun;
}
