import type { ContractRouterClient } from '@orpc/contract';
import type { Timers } from '../../shared/clock.ts';
import type { serverContract } from '../../shared/contract/contract.ts';
import { createServerClient } from '../sync/transports/countersign/countersign-transport.ts';
import type { TokenProvider } from '../sync/transports/token-provider.ts';
import { proveDevice } from './device.ts';
import type { PrivateDeviceKey } from './token-vault.ts';

/** What a team server answers besides the contract of an account. Every failure is a TransportError. */
export type ServerCalls = ContractRouterClient<typeof serverContract>;

export interface ServerCallsOptions {
  readonly serverUrl: string;
  readonly deviceId: string;
  readonly fetch: typeof globalThis.fetch;
  readonly tokens: TokenProvider;
  /** Of the sign-in that has just been, where the device is registered. */
  readonly idToken?: string | null;
  readonly timers: Timers;
}

export function createServerCalls(options: ServerCallsOptions): ServerCalls {
  // The client makes its calls by their names, whichever contract they are of.
  return createServerClient(options) as unknown as ServerCalls;
}

/** One token, for as long as it takes to sign in. */
export function onlyToken(token: string, key: PrivateDeviceKey): TokenProvider {
  return {
    token: async () => token,
    refused: () => {},
    prove: (shown, deviceId) => proveDevice(key, deviceId, shown),
    onRefreshed: () => () => {},
  };
}
