import { z } from 'zod';
import type { Timers } from '../../shared/clock.ts';
import { incompatibility, type Handshake } from '../../shared/contract/sync.ts';
import { CountersignError } from '../../shared/errors.ts';
import { readHandshake } from '../sync/transports/countersign/countersign-transport.ts';
import { wholeAnswer } from '../sync/transports/server-fetch.ts';

export type FoundServer =
  | {
      readonly kind: 'countersign';
      readonly handshake: Handshake;
      readonly incompatibility: ReturnType<typeof incompatibility>;
    }
  | { readonly kind: 'light-portal' };

export interface ProbeParts {
  readonly fetch: typeof globalThis.fetch;
  readonly timers: Timers;
}

/** Who answers at an address, without signing in. @throws CountersignError SERVER_UNREACHABLE */
export async function findServer(
  parts: ProbeParts,
  serverUrl: string,
  signal: AbortSignal,
): Promise<FoundServer> {
  try {
    const handshake = await readHandshake({ ...parts, serverUrl }, signal);
    return { kind: 'countersign', handshake, incompatibility: incompatibility(handshake) };
  } catch (error) {
    signal.throwIfAborted();
    if (await isLightPortal(parts, serverUrl, signal)) return { kind: 'light-portal' };
    if (!(error instanceof CountersignError)) throw error;
    throw new CountersignError('SERVER_UNREACHABLE', {
      message: 'No Countersign server answers there',
      details: { next: 'Look at the address, and whether the server runs.' },
      cause: error,
    });
  }
}

/** As its gateway refuses whoever has no token. */
const PortalRefusal = z.object({
  statusCode: z.union([z.literal(401), z.literal(403)]),
  code: z.string().startsWith('ERR'),
});
const question = {
  host: 'lightapi.net',
  service: 'workflow',
  action: 'getHumanTaskList',
  version: '0.1.0',
  data: {},
};

async function isLightPortal(parts: ProbeParts, serverUrl: string, signal: AbortSignal): Promise<boolean> {
  const { fetch } = parts;
  const url = `${serverUrl}/portal/query?cmd=${encodeURIComponent(JSON.stringify(question))}`;
  try {
    const response = await wholeAnswer(parts, signal, (within) =>
      fetch(url, { signal: within, redirect: 'error' }),
    );
    return PortalRefusal.safeParse(await response.json()).success;
  } catch {
    return false;
  }
}
