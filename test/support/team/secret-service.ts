import { createClient, type InterfaceDescriptor } from 'dbus-native';

export interface SecretService extends AsyncDisposable {
  /** How many secrets it keeps. */
  readonly items: number;
}

interface Item {
  readonly path: string;
  readonly label: string;
  readonly attributes: Texts;
  secret: Secret;
}
type Texts = Readonly<Record<string, string>>;
/** Session, parameters, value, content type. */
type Secret = readonly [string, Buffer, Buffer, string];
type Properties = Readonly<Record<string, unknown>>;

const name = 'org.freedesktop.secrets';
const root = '/org/freedesktop/secrets';
const collection = `${root}/collection/login`;
const alias = `${root}/aliases/default`;
const session = `${root}/session/1`;
const ofService = 'org.freedesktop.Secret.Service';
const ofCollection = 'org.freedesktop.Secret.Collection';
const ofItem = 'org.freedesktop.Secret.Item';

class NotSupported extends Error {
  readonly dbusName = 'org.freedesktop.DBus.Error.NotSupported';
}

/** The keystore of a desktop on the bus at `address`: the freedesktop Secret Service, unlocked, that forgets when it ends. */
export async function startSecretService(address: string): Promise<SecretService> {
  const bus = createClient({ busAddress: address });
  bus.connection.on('error', () => {});
  const items: Item[] = [];

  const secretOf = ({ secret }: Item): Secret => [session, secret[1], secret[2], secret[3]];
  const add = (properties: Properties, secret: Secret): Item => {
    const attributes = (properties[`${ofItem}.Attributes`] ?? {}) as Texts;
    const known = items.find((item) => matches(item, attributes));
    if (known !== undefined) {
      known.secret = secret;
      return known;
    }
    const item: Item = {
      path: `${collection}/${items.length + 1}`,
      label: (properties[`${ofItem}.Label`] ?? '') as string,
      attributes,
      secret,
    };
    items.push(item);
    bus.exportInterface(itemOf(item, secretOf), item.path, itemInterface);
    return item;
  };
  const pathsOf = (asked: Texts) => items.filter((item) => matches(item, asked)).map(({ path }) => path);

  const service = {
    OpenSession(algorithm: string) {
      if (algorithm !== 'plain') throw new NotSupported('Only plain');
      return [['s', ''], session];
    },
    SearchItems: (asked: Texts) => [pathsOf(asked), []],
    Unlock: (paths: readonly string[]) => [paths, '/'],
    Lock: () => [[], '/'],
    ReadAlias: () => collection,
    GetSecrets: (paths: readonly string[]) =>
      items.filter(({ path }) => paths.includes(path)).map((item) => [item.path, secretOf(item)]),
    Collections: [collection],
  };
  const collected = {
    CreateItem: (properties: Properties, secret: Secret) => [add(properties, secret).path, '/'],
    SearchItems: pathsOf,
    Items: [] as string[],
    Label: 'Login',
    Locked: false,
    Created: 0,
    Modified: 0,
  };
  bus.exportInterface(service, root, serviceInterface);
  for (const path of [collection, alias]) bus.exportInterface(collected, path, collectionInterface);
  await bus.requestName(name, 0);
  return {
    get items() {
      return items.length;
    },
    [Symbol.asyncDispose]: () => bus.close(),
  };
}

function matches({ attributes }: Item, asked: Texts): boolean {
  return Object.entries(asked).every(([key, value]) => attributes[key] === value);
}

function itemOf(item: Item, secretOf: (item: Item) => Secret): object {
  return {
    GetSecret: () => secretOf(item),
    Delete: () => '/',
    Attributes: Object.entries(item.attributes),
    Label: item.label,
    Locked: false,
    Created: 0,
    Modified: 0,
  };
}

const serviceInterface: InterfaceDescriptor = {
  name: ofService,
  methods: {
    OpenSession: ['sv', 'vo', [], []],
    SearchItems: ['a{ss}', 'aoao', [], []],
    Unlock: ['ao', 'aoo', [], []],
    Lock: ['ao', 'aoo', [], []],
    ReadAlias: ['s', 'o', [], []],
    GetSecrets: ['aoo', 'a{o(oayays)}', [], []],
  },
  signals: {},
  properties: { Collections: 'ao' },
};

const times = { Label: 's', Locked: 'b', Created: 't', Modified: 't' } as const;

const collectionInterface: InterfaceDescriptor = {
  name: ofCollection,
  methods: {
    CreateItem: ['a{sv}(oayays)b', 'oo', [], []],
    SearchItems: ['a{ss}', 'ao', [], []],
  },
  signals: {},
  properties: { Items: 'ao', ...times },
};

const itemInterface: InterfaceDescriptor = {
  name: ofItem,
  methods: { GetSecret: ['o', '(oayays)', [], []], Delete: ['', 'o', [], []] },
  signals: {},
  properties: { Attributes: 'a{ss}', ...times },
};
