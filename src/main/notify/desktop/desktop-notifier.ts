import type { AppInfo } from '../../../shared/contract/desktop.ts';

/** One notification, in plain text. `key` is ours and stays the same over its life; showing it again replaces it. */
export interface DesktopNotification {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  /** Buttons, in order. A desktop without buttons shows none; clicking the notification itself always opens. */
  readonly actions: readonly { readonly id: string; readonly label: string }[];
  readonly urgency: 'low' | 'normal' | 'critical';
}

/** What the desktop tells back. Keys that it was never given do not arrive here. */
export type DesktopEvent =
  | { readonly kind: 'clicked'; readonly key: string }
  | { readonly kind: 'action'; readonly key: string; readonly action: string }
  | { readonly kind: 'closed'; readonly key: string };

export type Delivery = AppInfo['notificationDelivery'];

/** A way to the desktop. One listener, given when it is opened. */
export interface DesktopNotifier {
  delivery(): Delivery;
  /** Resolves when the desktop has taken it. @throws Error when it has not */
  show(notification: DesktopNotification): Promise<void>;
  /** Takes it off the desktop; nothing happens when it is already gone. Never fails. */
  withdraw(key: string): Promise<void>;
  /** Withdraws what stands there, so that no button is left that nobody listens to. */
  close(): Promise<void>;
}

export type DesktopListener = (event: DesktopEvent) => void;
