import { request } from 'node:http';
import { dataPaths, type DataPaths } from '../../src/local/data-folder.ts';
import { silentLog } from '../../src/service/log.ts';
import { localOpenApi } from '../../src/main/api/local-openapi.ts';
import { serveApi } from '../../src/main/api/server.ts';
import { ensureToken } from '../../src/main/api/token.ts';
import { openTestAccount, temporaryFolder, type TestAccount, type TestAccountOptions } from './account.ts';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface CallOptions {
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

export interface ServedAccount extends AsyncDisposable {
  readonly account: TestAccount;
  readonly paths: DataPaths;
  /** One HTTP request to the local socket, with the token unless `headers` say otherwise. */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
}

/** A real account behind the real local API, on a real socket. Without `paths`, in a folder that goes with it. */
export async function serveAccount(
  paths?: DataPaths,
  options: TestAccountOptions = {},
): Promise<ServedAccount> {
  const own = paths === undefined ? temporaryFolder() : null;
  const where = paths ?? dataPaths(own?.path ?? '');
  const account = openTestAccount(where.folder, options);
  const token = ensureToken(where.apiToken);
  const api = await serveApi({
    account: account.account,
    address: where.apiSocket,
    token,
    platform: process.platform,
    document: () => localOpenApi('0.1.0'),
    log: silentLog,
  });
  return {
    account,
    paths: where,
    call: (method, path, { body = '', headers = {} } = {}) =>
      send(where.apiSocket, method, path, {
        body,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      }),
    async [Symbol.asyncDispose]() {
      await api.close();
      await account.account.close();
      own?.[Symbol.dispose]();
    },
  };
}

function send(
  socketPath: string,
  method: string,
  path: string,
  { body, headers }: { body: string; headers: Record<string, string> },
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: incoming.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) });
      });
    });
    outgoing.on('error', reject);
    // Node says the length by itself only of methods that usually have a body: not of DELETE.
    if (body !== '') outgoing.setHeader('content-length', Buffer.byteLength(body));
    outgoing.end(body);
  });
}
