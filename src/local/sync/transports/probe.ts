import { incompatibility } from '../../../shared/contract/sync.ts';
import { readHandshake } from './countersign/countersign-transport.ts';
import { createPortalCalls, isPortalRefusal } from './light-portal/portal-call.ts';
import type { ServerFetchOptions } from './server-fetch.ts';
import { TransportError } from './transport-error.ts';

export interface Probed {
  readonly kind: 'countersign' | 'light-portal';
  readonly serverName: string;
  readonly issuer: string | null;
  readonly incompatibility: 'server-too-old' | 'server-too-new' | null;
}

type ProbeOptions = Pick<ServerFetchOptions, 'serverUrl' | 'fetch' | 'timers'>;

/** Each kind of server, how it is recognised without a token; the first that answers it is. */
const kinds: readonly ((options: ProbeOptions, signal: AbortSignal) => Promise<Probed | null>)[] = [
  async (options, signal) => {
    const handshake = await readHandshake(options, signal);
    const { serverName, issuer } = handshake;
    return { kind: 'countersign', serverName, issuer, incompatibility: incompatibility(handshake) };
  },
  async (options, signal) => {
    // It wants a token, in its own words: that is all that it says of itself.
    let isPortal = false;
    const failureOf: ServerFetchOptions['failureOf'] = (response, text) => {
      isPortal = response.status === 401 && isPortalRefusal(text);
      return new TransportError('SERVER_UNREACHABLE');
    };
    const { query } = createPortalCalls({ ...options, tokens: null, deviceId: null, failureOf });
    await query('getHumanTaskInboxSummary', {}, signal).catch(() => null);
    if (!isPortal) return null;
    const { host } = new URL(options.serverUrl);
    return { kind: 'light-portal', serverName: host, issuer: null, incompatibility: null };
  },
];

/** Who answers at an address. @throws TransportError SERVER_UNREACHABLE also where it is no server that is known */
export async function probeServer(options: ProbeOptions, signal: AbortSignal): Promise<Probed> {
  let failure: TransportError | null = null;
  for (const kind of kinds) {
    try {
      const probed = await kind(options, signal);
      if (probed !== null) return probed;
    } catch (error) {
      failure ??= new TransportError('SERVER_UNREACHABLE', { cause: error });
    }
  }
  throw failure ?? new TransportError('SERVER_UNREACHABLE');
}
