import type { Log } from '../../../service/log.ts';
import { errorFields } from '../../../service/error-fields.ts';
import type { Delivery, DesktopListener, DesktopNotification, DesktopNotifier } from './desktop-notifier.ts';
import { notifyArguments } from './freedesktop-payload.ts';
import type { SessionBus, Signal, Target } from './session-bus.ts';

// The Desktop Notifications Specification 1.2 over the session bus, spoken directly: Electron's own Notification drops the
// buttons on Linux.
// F1: a signal counts only from the process that owns the notifications name; on the bus anybody can send one.
// F2: a signal counts only for a number that this daemon gave to this app and has not closed since.
// F3: when the daemon is replaced, its numbers mean nothing any more; what still stands is shown again to the new one.

const notifications: Target = {
  service: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  iface: 'org.freedesktop.Notifications',
};
/** Daemons count from 1. */
const notThere = 0;
const busInterface = 'org.freedesktop.DBus';

export interface FreedesktopOptions {
  readonly bus: SessionBus;
  /** An icon's absolute path, or its name in the icon theme. */
  readonly icon: string;
  readonly listener: DesktopListener;
  readonly log: Log;
}

/** Opens also without a daemon: `delivery()` then says so, and every `show` looks for one again. */
export async function openFreedesktop(options: FreedesktopOptions): Promise<DesktopNotifier> {
  const daemon = new FreedesktopNotifier(options);
  await daemon.open();
  return daemon;
}

class FreedesktopNotifier implements DesktopNotifier {
  readonly #options: FreedesktopOptions;
  readonly #standing = new Map<string, { notification: DesktopNotification; number: number }>();
  #capabilities: ReadonlySet<string> = new Set();
  #owner: string | null = null;
  /** The latest `Notify` on its way; a signal about its number can be here before the number is. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor(options: FreedesktopOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { bus } = this.#options;
    await bus.listen(notifications.iface, (signal) => void this.#sending.then(() => this.#heard(signal)));
    await bus.listen(busInterface, (signal) => this.#heardFromBus(signal));
    bus.onReconnected(() => void this.#startOver());
    try {
      await this.#meetDaemon();
    } catch (error) {
      this.#options.log.warn('No notification daemon answers on the session bus', errorFields(error));
    }
  }

  delivery(): Delivery {
    if (this.#owner !== null) {
      return { kind: 'dbus', actions: this.#capabilities.has('actions'), problem: null };
    }
    return { kind: 'none', actions: false, problem: 'No notification daemon answers on the session bus.' };
  }

  async show(notification: DesktopNotification): Promise<void> {
    if (this.#owner === null) await this.#meetDaemon();
    const replaces = this.#standing.get(notification.key)?.number ?? notThere;
    const { signature, body } = notifyArguments(notification, {
      icon: this.#options.icon,
      replaces,
      capabilities: this.#capabilities,
    });
    const sent = this.#options.bus.call(notifications, 'Notify', signature, body).then((number) => {
      this.#standing.set(notification.key, { notification, number: Number(number) });
    });
    this.#sending = sent.catch(() => {});
    await sent;
  }

  async withdraw(key: string): Promise<void> {
    const standing = this.#standing.get(key);
    if (standing === undefined) return;
    this.#standing.delete(key);
    if (standing.number === notThere) return;
    try {
      await this.#options.bus.call(notifications, 'CloseNotification', 'u', [standing.number]);
    } catch (error) {
      this.#options.log.warn('A notification could not be withdrawn', errorFields(error));
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#standing.keys()].map((key) => this.withdraw(key)));
  }

  /** Asking what it can do also starts a daemon that the bus starts on demand. */
  async #meetDaemon(): Promise<void> {
    const { bus } = this.#options;
    const capabilities = await bus.call(notifications, 'GetCapabilities', '', []);
    this.#capabilities = new Set(Array.isArray(capabilities) ? capabilities.map(String) : []);
    this.#owner = await bus.owner(notifications.service);
  }

  #heard({ sender, member, body }: Signal): void {
    if (sender !== this.#owner) return;
    const key = this.#keyOf(body[0]);
    if (key === null) return;
    if (member === 'ActionInvoked') {
      const action = String(body[1]);
      this.#options.listener(
        action === 'default' ? { kind: 'clicked', key } : { kind: 'action', key, action },
      );
    } else if (member === 'NotificationClosed') {
      this.#standing.delete(key);
      this.#options.listener({ kind: 'closed', key });
    }
  }

  #heardFromBus({ sender, member, body }: Signal): void {
    const isOurs =
      sender === busInterface && member === 'NameOwnerChanged' && body[0] === notifications.service;
    if (!isOurs || body[2] === this.#owner) return;
    this.#owner = null;
    if (body[2] !== '') void this.#startOver();
  }

  async #startOver(): Promise<void> {
    const standing = [...this.#standing.values()];
    for (const one of standing) one.number = notThere;
    this.#owner = null;
    try {
      for (const { notification } of standing) await this.show(notification);
    } catch (error) {
      this.#options.log.warn('The notification daemon does not answer', errorFields(error));
    }
  }

  #keyOf(number: unknown): string | null {
    for (const [key, standing] of this.#standing) if (standing.number === number) return key;
    return null;
  }
}
