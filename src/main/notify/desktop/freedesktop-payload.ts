import { Variant } from 'dbus-native';
import type { DesktopNotification } from './desktop-notifier.ts';

export interface PayloadOptions {
  readonly icon: string;
  /** The number of the notification that this one takes the place of; 0 for none. */
  readonly replaces: number;
  readonly capabilities: ReadonlySet<string>;
}

const urgencies = { low: 0, normal: 1, critical: 2 } as const;

/** It stays until it is answered, withdrawn or dismissed: a task waits however long nobody looks. */
const neverExpires = 0;

/** The eight arguments of `Notify`, fitted to what this daemon can show. */
export function notifyArguments(
  notification: DesktopNotification,
  { icon, replaces, capabilities }: PayloadOptions,
): { signature: 'susssasa{sv}i'; body: unknown[] } {
  const body = capabilities.has('body-markup') ? escapeMarkup(notification.body) : notification.body;
  return {
    signature: 'susssasa{sv}i',
    body: [
      'Countersign',
      replaces,
      icon,
      notification.title,
      capabilities.has('body') || capabilities.size === 0 ? body : '',
      capabilities.has('actions') ? actionPairs(notification) : [],
      {
        urgency: new Variant('y', urgencies[notification.urgency]),
        category: new Variant('s', 'x-countersign.task'),
        'desktop-entry': new Variant('s', 'countersign'),
      },
      neverExpires,
    ],
  };
}

/** A daemon with `body-markup` reads a subset of HTML; task text is text. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** `default` is the click on the notification itself; most daemons do not draw it. */
function actionPairs({ actions }: DesktopNotification): string[] {
  return ['default', 'Open', ...actions.flatMap((action) => [action.id, action.label])];
}
