import { lstatSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { Agent, fetch as undiciFetch } from 'undici';
import type { commandLineContract } from '../shared/contract/contract.ts';
import { dataPaths } from '../local/data-folder.ts';
import { NotRunningError, UsageError } from './report-failure.ts';

export type Api = ContractRouterClient<typeof commandLineContract>;

/**
 * The running app of a data folder, over its local socket; `as`: another user of this computer to act as.
 * @throws NotRunningError by the first call, when nothing answers
 */
export function connect(folder: string, as?: string): { client: Api; close(): Promise<void> } {
  const paths = dataPaths(folder);
  mustBeOurs(paths.apiSocket);
  const agent = new Agent({ connect: { socketPath: paths.apiSocket } });
  const link = new RPCLink({
    url: 'http://localhost/rpc',
    headers: () => ({
      authorization: `Bearer ${readToken(paths.apiToken, folder)}`,
      'x-countersign-source': 'cli',
      ...(as === undefined ? {} : { 'x-countersign-as': as }),
    }),
    fetch: async (request, init) => {
      const body = request.method === 'GET' ? undefined : Buffer.from(await request.arrayBuffer());
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

/**
 * The socket may stand in the system's temporary folder, where anybody could have put one of that name first: the token is
 * shown only to a socket in a folder of our own. @throws UsageError
 */
function mustBeOurs(socket: string): void {
  if (process.getuid === undefined) return;
  const folder = lstatSync(dirname(socket), { throwIfNoEntry: false });
  if (folder === undefined) return;
  if (folder.isDirectory() && folder.uid === process.getuid()) return;
  throw new UsageError(`${dirname(socket)} belongs to somebody else, so nothing is sent there.`);
}

function readToken(file: string, folder: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new NotRunningError(folder, error);
  }
}
