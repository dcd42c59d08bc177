import type { Log } from '../../../service/log.ts';
import { errorFields } from '../../../service/error-fields.ts';
import type { DesktopNotifier } from './desktop-notifier.ts';

/**
 * Shows through `first`, and through `second` whatever `first` does not take. `first` is tried every time: a daemon that
 * went away comes back.
 */
export function withFallback(first: DesktopNotifier, second: DesktopNotifier, log: Log): DesktopNotifier {
  let latest = first;
  return {
    delivery: () => latest.delivery(),
    async show(notification) {
      try {
        await first.show(notification);
        latest = first;
      } catch (error) {
        log.warn('The notification daemon refused; Electron shows it instead', errorFields(error));
        await first.withdraw(notification.key);
        latest = second;
        await second.show(notification);
      }
    },
    async withdraw(key) {
      await Promise.all([first.withdraw(key), second.withdraw(key)]);
    },
    async close() {
      await Promise.all([first.close(), second.close()]);
    },
  };
}
