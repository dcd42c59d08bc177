import type { ContractRouterClient } from '@orpc/contract';
import type { accountContract } from '../../shared/contract/contract.ts';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { SyncEngine } from './sync-engine.ts';
import type { Transport } from './transports/transport.ts';

export type Client = ContractRouterClient<typeof accountContract>;

/** Calls that only the server answers. */
export interface Online {
  readonly isConnected: () => boolean;
  /** @throws CountersignError OFFLINE, NOT_FOUND for what this kind of server has not, and what the server says */
  ask<T>(
    call: (client: Client, options: { signal?: AbortSignal }) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
}

/** Whatever else is asked would be refused alike. */
const endsConnection: readonly ErrorCode[] = [
  'TOKEN_EXPIRED',
  'UNAUTHORIZED',
  'DEVICE_REVOKED',
  'ACCESS_ENDED',
];

export function createOnline(transport: Transport, engine: () => SyncEngine): Online {
  const isConnected = () => ['online', 'catching-up'].includes(engine().status.state);
  return {
    isConnected,
    async ask(call, signal) {
      const { client } = transport;
      if (client === null) {
        throw new CountersignError('NOT_FOUND', { message: 'This server does not offer that.' });
      }
      if (!isConnected()) throw new CountersignError('OFFLINE');
      try {
        return await call(client, signal === undefined ? {} : { signal });
      } catch (error) {
        if (!(error instanceof CountersignError)) throw error;
        const { code } = error;
        if (endsConnection.includes(code)) engine().lost(error);
        if (code !== 'SERVER_UNREACHABLE') throw error;
        engine().lost(error);
        throw new CountersignError('OFFLINE', { cause: error });
      }
    },
  };
}
