import { readFileSync } from 'node:fs';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { Agent, fetch as undiciFetch } from 'undici';
import type { accountContract } from '../shared/contract/contract.ts';
import { dataPaths } from '../local/data-folder.ts';
import { NotRunningError } from './report-failure.ts';

export type Api = ContractRouterClient<typeof accountContract>;

/** The running app of a data folder, over its local socket. @throws NotRunningError by the first call, when nothing answers */
export function connect(folder: string): { client: Api; close(): Promise<void> } {
  const paths = dataPaths(folder);
  const agent = new Agent({ connect: { socketPath: paths.apiSocket } });
  const link = new RPCLink({
    url: 'http://localhost/rpc',
    headers: () => ({
      authorization: `Bearer ${readToken(paths.apiToken, folder)}`,
      'x-countersign-source': 'cli',
    }),
    fetch: async (request, init) => {
      const body = request.method === 'GET' ? undefined : await request.text();
      try {
        const response = await undiciFetch(request.url, {
          method: request.method,
          headers: Object.fromEntries(request.headers),
          redirect: init.redirect ?? 'manual',
          dispatcher: agent,
          ...(body === undefined ? {} : { body }),
        });
        return response as unknown as Response;
      } catch (error) {
        throw new NotRunningError(folder, error);
      }
    },
  });
  return { client: createORPCClient(link), close: () => agent.close() };
}

function readToken(file: string, folder: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new NotRunningError(folder, error);
  }
}
