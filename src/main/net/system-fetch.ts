import tls, { type SecureContext } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Clock, Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import { routesIn, type Route } from './proxy-rules.ts';

// N1: how this computer reaches the network is for whoever runs it to say: its proxy and the certificates that it trusts hold here too.
// N2: certificates of the system only add to those that are built in.
// N3: a proxy that is away is left out for a while where the system names another way; whoever calls tries again by itself.

export interface SystemNetwork {
  /** The way to an address, as PAC files say it. */
  resolveProxy(url: string): Promise<string>;
  /** The certificate authorities that the system trusts, as PEM. */
  certificates(): Promise<readonly string[]>;
}

export interface SystemFetchOptions {
  readonly network: SystemNetwork;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long what the system said of a way is taken for true: it may be asked for every call of a thousand. */
const knownForMs = 15_000;
const awayForMs = 60_000;
const connectTimeoutMs = 10_000;
const never = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** A `fetch` that goes the way of the system; everything else of it is Node's. */
export function createSystemFetch({ network, clock, log }: SystemFetchOptions): typeof globalThis.fetch {
  const known = new Map<string, { readonly routes: readonly Route[]; readonly until: Instant }>();
  const away = new Map<string, Instant>();
  const dispatchers = new Map<string, Dispatcher>();
  let trusted: Promise<SecureContext | undefined> | null = null;

  const routeTo = async (origin: string): Promise<Route> => {
    const remembered = known.get(origin);
    const isFresh = remembered !== undefined && remembered.until > clock.now();
    const routes = isFresh ? remembered.routes : await routesTo(origin);
    const [first] = routes;
    if (first === undefined) throw unusable();
    return routes.find((route) => (away.get(nameOf(route)) ?? 0) <= clock.now()) ?? first;
  };
  const routesTo = async (origin: string): Promise<readonly Route[]> => {
    const rules = await network.resolveProxy(origin).catch((error: unknown) => {
      log.warn('The system does not say which proxy there is', errorFields(error));
      return 'DIRECT';
    });
    const routes = routesIn(rules);
    known.set(origin, { routes, until: clock.now() + knownForMs });
    return routes;
  };
  const trust = (): Promise<SecureContext | undefined> =>
    (trusted ??= network
      .certificates()
      .then(contextOf)
      .catch((error: unknown) => {
        log.warn('The certificates of the system could not be read', errorFields(error));
        return undefined;
      }));
  const dispatcherOf = async (route: Route): Promise<Dispatcher> => {
    const secureContext = await trust();
    const name = nameOf(route);
    const made = dispatchers.get(name) ?? open(route, secureContext);
    dispatchers.set(name, made);
    return made;
  };

  return async (input, init) => {
    const { origin } = new URL(input instanceof Request ? input.url : String(input));
    const route = await routeTo(origin);
    const dispatcher = await dispatcherOf(route);
    try {
      return await globalThis.fetch(input, { ...init, dispatcher } as RequestInit);
    } catch (error) {
      if (route.kind === 'direct') throw error;
      const codes = codesOf(error);
      if (codes.some((code) => never.includes(code))) away.set(nameOf(route), clock.now() + awayForMs);
      const signal = init?.signal ?? (input instanceof Request ? input.signal : null);
      if (codes.includes('UND_ERR_ABORTED') && signal?.aborted !== true) throw refused(route.uri, error);
      throw error;
    }
  };
}

function open(route: Route, secureContext: SecureContext | undefined): Dispatcher {
  const connect = { timeout: connectTimeoutMs, ...(secureContext === undefined ? {} : { secureContext }) };
  if (route.kind === 'direct') return new Agent({ connect });
  return new ProxyAgent({ uri: route.uri, requestTls: connect, proxyTls: connect });
}

/** @returns undefined where everything that the system trusts is built in: to make one takes tens of milliseconds */
function contextOf(system: readonly string[]): SecureContext | undefined {
  if (system.length === 0) return undefined;
  const builtIn = tls.getCACertificates('default');
  const same = new Set(builtIn.map(bare));
  const added = system.filter((certificate) => !same.has(bare(certificate)));
  return added.length === 0 ? undefined : tls.createSecureContext({ ca: [...builtIn, ...added] });
}

function bare(certificate: string): string {
  return certificate.replaceAll(/\s/g, '');
}

function nameOf(route: Route): string {
  return route.kind === 'direct' ? 'direct' : route.uri;
}

function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [...own, ...codesOf(error.cause, depth + 1)];
}

/** Nothing has left for the server: it is certain that it has not heard of the call. */
function refused(uri: string, cause: unknown): CountersignError {
  return new CountersignError('SERVER_UNREACHABLE', {
    message: `The proxy ${new URL(uri).host} does not let Countersign through`,
    details: {
      next: 'It may want a sign-in of its own, which Countersign cannot give: ask who runs it to let it through.',
    },
    cause,
  });
}

function unusable(): CountersignError {
  return new CountersignError('SERVER_UNREACHABLE', {
    message: 'The proxy of this computer is of a kind that Countersign cannot use',
    details: { next: 'Set up an HTTP or HTTPS proxy in the settings of the system; SOCKS is not supported.' },
  });
}
