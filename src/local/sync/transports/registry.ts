import type { Clock } from '../../../shared/clock.ts';
import { createCountersignTransport } from './countersign/countersign-transport.ts';
import { createLightPortalTransport } from './light-portal/light-portal-transport.ts';
import type { ServerFetchOptions } from './server-fetch.ts';
import type { Transport } from './transport.ts';

export interface TransportOptions extends ServerFetchOptions {
  readonly hostId: string;
  readonly userId: string;
  readonly clock: Clock;
}

/** Every kind of server that an account can be of; a new one is one entry. */
export const transports: Readonly<Record<Transport['kind'], (options: TransportOptions) => Transport>> = {
  countersign: createCountersignTransport,
  'light-portal': createLightPortalTransport,
};
