import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import type { AnyContractRouter } from '@orpc/contract';
import { implement, type Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fastify';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mapErrors } from '../../service/contract-error.ts';
import type { Log } from '../../service/log.ts';
import { sync, type Handshake } from '../../shared/contract/sync.ts';
import type { serverContract } from '../../shared/contract/contract.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Authenticate } from '../authenticate.ts';
import type { ServerCaller } from '../caller.ts';

/** The contract, implemented by src/server/router.ts. */
export type ServerRouter = Router<typeof serverContract, ServerCaller>;

export interface ContractRoutesOptions {
  readonly router: ServerRouter;
  readonly handshake: Handshake;
  readonly authenticate: Authenticate;
  /** Counts a call of somebody who need not be known. */
  readonly countUnknown: (request: FastifyRequest) => Promise<void>;
  readonly log: Log;
}

/** The contract as RPC under /rpc and as REST under /api. Everything but the handshake needs a token. */
export function registerContract(app: FastifyInstance, options: ContractRoutesOptions): void {
  const { router, handshake, authenticate, countUnknown, log } = options;
  const procedures = new WeakMap<ServerCaller, FastifyRequest>();
  const known = handlersOf<ServerCaller>(router, log, (caller, path) => {
    const request = procedures.get(caller);
    if (request !== undefined) request.procedure = path.join('.');
  });
  const open = implement({ sync: { handshake: sync.handshake } });
  const unknown = handlersOf<object>(
    open.router({ sync: { handshake: open.sync.handshake.handler(() => handshake) } }),
    log,
    () => {},
  );
  app.decorateRequest('procedure', '');

  app.route({
    method: ['GET', 'POST'],
    url: '/rpc/sync/handshake',
    handler: async (request, reply) => {
      await countUnknown(request);
      return unknown.rpc(request, reply, {});
    },
  });
  app.get('/api/sync/handshake', async (request, reply) => {
    await countUnknown(request);
    return unknown.rest(request, reply, {});
  });
  const withCaller =
    (handle: typeof known.rpc) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { caller } = await authenticate(request);
      procedures.set(caller, request);
      return handle(request, reply, caller);
    };
  app.all('/rpc/*', withCaller(known.rpc));
  app.all('/api/*', withCaller(known.rest));
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The procedure of the contract that was called, such as `humanTasks.complete`; empty: none. */
    procedure: string;
  }
}

function handlersOf<C extends object>(
  router: Router<AnyContractRouter, C>,
  log: Log,
  onCall: (context: C, path: readonly string[]) => void,
) {
  // Plugins add to these lists: each handler has its own.
  const common = () => ({
    interceptors: [mapErrors(log)],
    clientInterceptors: [
      <T>({ context, path, next }: { context: C; path: readonly string[]; next: () => T }): T => {
        onCall(context, path);
        return next();
      },
    ],
  });
  const rpc = new RPCHandler<C>(router, common());
  // In an address everything is text; the contract says what is meant by it.
  const coercion = new SmartCoercionPlugin<C>({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const rest = new OpenAPIHandler<C>(router, { ...common(), plugins: [coercion] });
  const serve =
    (handler: typeof rpc | typeof rest, prefix: '/rpc' | '/api') =>
    async (request: FastifyRequest, reply: FastifyReply, context: C): Promise<FastifyReply> => {
      const { matched } = await handler.handle(request, reply, { prefix, context });
      if (!matched) throw new CountersignError('NOT_FOUND');
      return reply;
    };
  return { rpc: serve(rpc, '/rpc'), rest: serve(rest, '/api') };
}
