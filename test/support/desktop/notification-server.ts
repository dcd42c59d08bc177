import { createClient } from 'dbus-native';
import { Heard } from './heard.ts';

export interface ReceivedNotification {
  readonly id: number;
  readonly appName: string;
  readonly replacesId: number;
  readonly icon: string;
  readonly summary: string;
  readonly body: string;
  /** In the order of the call, as key and label. */
  readonly actions: readonly { readonly key: string; readonly label: string }[];
  readonly hints: Readonly<Record<string, unknown>>;
  readonly expireTimeout: number;
}

export interface LauncherUpdate {
  readonly uri: string;
  readonly count: number;
  readonly visible: boolean;
}

/** Reasons of the specification: 2 dismissed by the person, 3 closed by the app. */
export type CloseReason = 1 | 2 | 3;

export interface NotificationServer extends AsyncDisposable {
  /** Every Notify call, in order. */
  readonly received: Heard<ReceivedNotification>;
  /** Ids that the app asked to take away, in order. */
  readonly withdrawn: Heard<number>;
  /** What docks are told about the app's badge. */
  readonly launcher: Heard<LauncherUpdate>;
  /** What stands on this desktop now. */
  standing(): ReceivedNotification[];
  /** The notification with this summary that stands or will. */
  notified(summary: string): Promise<ReceivedNotification>;
  /** A button was pressed: the desktop tells so and, like most, takes the notification away. */
  press(id: number, action: string): void;
  click(id: number): void;
  dismiss(id: number, reason?: CloseReason): void;
}

const path = '/org/freedesktop/Notifications';
const iface = 'org.freedesktop.Notifications';
export const allCapabilities = ['actions', 'body', 'body-markup', 'persistence'];

/** A desktop's notification daemon on the bus at `address`, whose buttons a test can press. */
export async function startNotificationServer(
  address: string,
  capabilities: readonly string[] = allCapabilities,
): Promise<NotificationServer> {
  const bus = createClient({ busAddress: address });
  // A bus that a test stops takes its connections with it.
  bus.connection.on('error', () => {});
  const received = new Heard<ReceivedNotification>();
  const withdrawn = new Heard<number>();
  const launcher = new Heard<LauncherUpdate>();
  const standing = new Map<number, ReceivedNotification>();
  let last = 0;

  const closed = (id: number, reason: CloseReason): void => {
    if (!standing.delete(id)) return;
    bus.sendSignal(path, iface, 'NotificationClosed', 'uu', [id, reason]);
  };
  const notify = (...call: unknown[]): number => {
    const replacesId = Number(call[1]);
    const id = standing.has(replacesId) ? replacesId : (last += 1);
    const notification = read(id, call);
    standing.set(id, notification);
    received.add(notification);
    return id;
  };
  const closeNotification = (id: number): null => {
    closed(id, 3);
    withdrawn.add(id);
    return null;
  };
  bus.setMethodCallHandler(path, iface, 'GetCapabilities', [() => [...capabilities], 'as']);
  bus.setMethodCallHandler(path, iface, 'GetServerInformation', [() => ['test', 'test', '1', '1.2'], 'ssss']);
  bus.setMethodCallHandler(path, iface, 'Notify', [notify, 'u']);
  bus.setMethodCallHandler(path, iface, 'CloseNotification', [closeNotification, '']);
  bus.connection.on('message', ({ member, interface: from, body }) => {
    if (from === 'com.canonical.Unity.LauncherEntry' && member === 'Update')
      launcher.add(readUpdate(body ?? []));
  });
  await bus.addMatch(`type='signal',interface='com.canonical.Unity.LauncherEntry'`);
  await bus.requestName(iface, 0);

  const invoke = (id: number, action: string): void => {
    bus.sendSignal(path, iface, 'ActionInvoked', 'us', [id, action]);
    closed(id, 2);
  };
  return {
    received,
    withdrawn,
    launcher,
    standing: () => [...standing.values()],
    notified: async (summary) =>
      [...standing.values()].find((notification) => notification.summary === summary) ??
      (await received.first(
        `a notification "${summary}"`,
        (notification) => notification.summary === summary,
      )),
    press: invoke,
    click: (id) => invoke(id, 'default'),
    dismiss: (id, reason = 2) => closed(id, reason),
    [Symbol.asyncDispose]: () => bus.close(),
  };
}

function read(id: number, call: readonly unknown[]): ReceivedNotification {
  const [appName, replacesId, icon, summary, body, actions, hints, expireTimeout] = call;
  const pairs = actions as string[];
  return {
    id,
    appName: String(appName),
    replacesId: Number(replacesId),
    icon: String(icon),
    summary: String(summary),
    body: String(body),
    actions: pairs.flatMap((key, index) => (index % 2 === 0 ? [{ key, label: pairs[index + 1] ?? '' }] : [])),
    hints: hints as Record<string, unknown>,
    expireTimeout: Number(expireTimeout),
  };
}

function readUpdate([uri, properties]: readonly unknown[]): LauncherUpdate {
  const { count, 'count-visible': visible } = properties as { count: bigint; 'count-visible': boolean };
  return { uri: String(uri), count: Number(count), visible };
}
