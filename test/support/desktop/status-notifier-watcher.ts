import { createClient, type MessageBus } from 'dbus-native';
import { Heard } from './heard.ts';

export interface MenuItem {
  readonly id: number;
  readonly label: string;
}

/** A tray icon as a panel sees it. */
export interface TrayItem {
  tooltip(): Promise<string>;
  /** Width and height of its largest picture; 0 when it has none. */
  iconSize(): Promise<{ width: number; height: number }>;
  menu(): Promise<MenuItem[]>;
  /** Chooses an item of the menu, as a click on it does. */
  choose(item: MenuItem): Promise<void>;
  /** Clicks on the icon. */
  activate(): Promise<void>;
}

export interface StatusNotifierWatcher extends AsyncDisposable {
  /** The first tray icon on this bus, now or as soon as there is one. */
  item(): Promise<TrayItem>;
}

const watcherName = 'org.kde.StatusNotifierWatcher';
const itemInterface = 'org.kde.StatusNotifierItem';
const menuInterface = 'com.canonical.dbusmenu';

/** The panel of a desktop on the bus at `address`: icons register with it and tests look at them and click. */
export async function startStatusNotifierWatcher(address: string): Promise<StatusNotifierWatcher> {
  const bus = createClient({ busAddress: address });
  bus.connection.on('error', () => {});
  const registered = new Heard<{ service: string; path: string }>();
  const watcher = {
    RegisterStatusNotifierItem(name: string, call: { sender?: string }): null {
      const isPath = name.startsWith('/');
      registered.add({
        service: isPath ? (call.sender ?? '') : name,
        path: isPath ? name : '/StatusNotifierItem',
      });
      return null;
    },
    RegisterStatusNotifierHost: () => null,
    IsStatusNotifierHostRegistered: true,
    ProtocolVersion: 0,
    RegisteredStatusNotifierItems: [],
  };
  bus.exportInterface(watcher, '/StatusNotifierWatcher', {
    name: watcherName,
    methods: {
      RegisterStatusNotifierItem: ['s', '', ['service'], []],
      RegisterStatusNotifierHost: ['s', '', ['service'], []],
    },
    signals: {},
    properties: {
      IsStatusNotifierHostRegistered: 'b',
      ProtocolVersion: 'i',
      RegisteredStatusNotifierItems: 'as',
    },
  });
  await bus.requestName(watcherName, 0);
  return {
    item: async () => trayItem(bus, await registered.first('a tray icon', () => true)),
    [Symbol.asyncDispose]: () => bus.close(),
  };
}

function trayItem(bus: MessageBus, { service, path }: { service: string; path: string }): TrayItem {
  const call = (
    at: string,
    iface: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<unknown> =>
    Promise.resolve(
      bus.invoke({ destination: service, path: at, interface: iface, member, signature, body }),
    );
  const property = (name: string): Promise<unknown> =>
    call(path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [itemInterface, name]);
  const menuPath = async (): Promise<string> => String(await property('Menu'));
  return {
    // (icon name, icon pictures, title, description)
    tooltip: async () => {
      const parts = (await property('ToolTip')) as [string, unknown, string, string];
      return [parts[2], parts[3]].filter((part) => part !== '').join('\n');
    },
    iconSize: async () => {
      const pictures = (await property('IconPixmap')) as [number, number, Buffer][];
      const [width, height] = pictures.toSorted((a, b) => b[0] - a[0])[0] ?? [0, 0];
      return { width, height };
    },
    menu: async () => {
      const layout = (await call(await menuPath(), menuInterface, 'GetLayout', 'iias', [0, -1, []])) as [
        number,
        [number, unknown, [number, { label?: string }, unknown][]],
      ];
      return layout[1][2].flatMap(([id, { label }]) =>
        label === undefined ? [] : [{ id, label: label.replace('_', '') }],
      );
    },
    choose: async ({ id }) => {
      await call(await menuPath(), menuInterface, 'Event', 'isvu', [id, 'clicked', ['s', ''], 0]);
    },
    activate: async () => {
      await call(path, itemInterface, 'Activate', 'ii', [0, 0]);
    },
  };
}
