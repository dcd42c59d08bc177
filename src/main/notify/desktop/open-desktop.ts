import { Notification } from 'electron';
import type { Log } from '../../../service/log.ts';
import type { Timers } from '../../../shared/clock.ts';
import { errorFields } from '../../../service/error-fields.ts';
import type { DesktopListener, DesktopNotifier } from './desktop-notifier.ts';
import { openElectronNotifier } from './electron-notifier.ts';
import { withFallback } from './fallback.ts';
import { openSessionBus, sessionBusAddress, type SessionBus } from './session-bus.ts';

export interface DesktopOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly icon: string;
  readonly listener: DesktopListener;
  readonly timers: Timers;
  readonly log: Log;
}

export interface Desktop {
  readonly notifier: DesktopNotifier;
  /** The session bus, on Linux and where there is one. */
  readonly bus: SessionBus | null;
  close(): Promise<void>;
}

/** The best way to this desktop's notifications; never fails, `notifier.delivery()` says how good it is. */
export async function openDesktop(options: DesktopOptions): Promise<Desktop> {
  const electron = openElectronNotifier({
    platform: options.platform,
    create: (payload) => new Notification(payload),
    listener: options.listener,
    timers: options.timers,
  });
  const bus = options.platform === 'linux' ? await openBus(options) : null;
  const notifier = bus === null ? electron : withFallback(await overBus(bus, options), electron, options.log);
  return {
    notifier,
    bus,
    async close() {
      await notifier.close();
      await bus?.close();
    },
  };
}

async function openBus({ env, log }: DesktopOptions): Promise<SessionBus | null> {
  const address = sessionBusAddress(env);
  if (address === null) return null;
  try {
    return await openSessionBus(address);
  } catch (error) {
    log.warn('There is no session bus at its address', errorFields(error));
    return null;
  }
}

async function overBus(bus: SessionBus, { icon, listener, log }: DesktopOptions): Promise<DesktopNotifier> {
  const { openFreedesktop } = await import('./freedesktop.ts');
  return openFreedesktop({ bus, icon, listener, log });
}
