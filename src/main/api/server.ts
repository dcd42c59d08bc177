import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { Router } from '@orpc/server';
import { contractError, mapErrors } from '../../service/contract-error.ts';
import type { Log } from '../../service/log.ts';
import type { CombinedFiles } from '../../local/accounts/combined/combined-files.ts';
import type { CallContext } from '../../local/caller.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import type { accountContract, commandLineExtras } from '../../shared/contract/contract.ts';
import { errorCatalogue, type ErrorCode } from '../../shared/error-catalogue.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Source } from '../../shared/human-task/status.ts';
import { errorFields } from '../../service/error-fields.ts';
import { transferFile } from './file-transfers.ts';
import { listenOwnerOnly } from './socket.ts';
import { carriesToken } from './token.ts';

export interface ApiOptions {
  readonly account: Pick<LocalAccount, 'actor' | 'actorOf'> & {
    readonly files: CombinedFiles;
    readonly router: Router<typeof accountContract, CallContext>;
  };
  /** What only the command line asks besides, as RPC. */
  readonly forCommandLine?: Router<typeof commandLineExtras, CallContext>;
  /** A Unix socket's path, or a named pipe's on Windows. */
  readonly address: string;
  readonly token: string;
  readonly platform: NodeJS.Platform;
  /** The OpenAPI document; made when somebody asks for it. */
  readonly document: () => Promise<object>;
  readonly log: Log;
}

export interface Api {
  close(): Promise<void>;
}

const largestBody = 2 * 1024 * 1024;

/**
 * The account's contract for other programs of the same user: as RPC under /rpc, as REST under /api, described by
 * /api/openapi.json. Every call needs the token.
 * @throws Error when the address cannot be listened on
 */
export async function serveApi(options: ApiOptions): Promise<Api> {
  const handle = createHandler(options);
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      options.log.error('A call to the local API failed', errorFields(error));
      if (!response.headersSent) refuse(response, 'INTERNAL');
      else response.destroy();
    });
  });
  await listenOwnerOnly(server, options.address, options.platform);
  return { close: () => close(server) };
}

function createHandler({ account, forCommandLine, token, document, log }: ApiOptions) {
  const interceptors = [mapErrors(log)];
  const plugins = [new BodyLimitPlugin<CallContext>({ maxBodySize: largestBody })];
  const rpc = new RPCHandler<CallContext>(
    { ...account.router, ...forCommandLine },
    { plugins, interceptors },
  );
  // In an address everything is text; the contract says what is meant by it.
  const coercion = new SmartCoercionPlugin<CallContext>({
    schemaConverters: [new ZodToJsonSchemaConverter()],
  });
  const rest = new OpenAPIHandler<CallContext>(account.router, {
    plugins: [...plugins, coercion],
    interceptors,
  });

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!carriesToken(request.headers.authorization, token)) return refuse(response, 'UNAUTHORIZED');
    if (request.method === 'GET' && request.url === '/api/openapi.json') {
      return answer(response, 200, await document());
    }
    const context: CallContext = {
      actor: account.actor,
      source: sourceOf(request),
      actAs: () => headerOf(request, 'x-countersign-as'),
    };
    if ((await rpc.handle(request, response, { prefix: '/rpc', context })).matched) return;
    try {
      if (await transferFile(account.files, () => account.actorOf(context), request, response)) return;
    } catch (error) {
      return answerError(response, contractError(error, log));
    }
    if ((await rest.handle(request, response, { prefix: '/api', context })).matched) return;
    refuse(response, 'NOT_FOUND');
  };
}

/** The command line says who it is, for the history; it is a label and gives no rights. */
function sourceOf(request: IncomingMessage): Source {
  return headerOf(request, 'x-countersign-source') === 'cli' ? 'cli' : 'api';
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** As oRPC writes an error of the contract. */
function refuse(response: ServerResponse, code: ErrorCode): void {
  const { message, details } = new CountersignError(code);
  answerError(response, { code, message, data: details });
}

function answerError(
  response: ServerResponse,
  { code, message, data }: { code: ErrorCode; message: string; data: object },
): void {
  const { status } = errorCatalogue[code];
  answer(response, status, { defined: true, code, status, message, data });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

/** Streams of changes stay open for as long as their reader likes, so closing does not wait for them. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
