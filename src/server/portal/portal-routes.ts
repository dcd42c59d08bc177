import { createRouterClient, type Router } from '@orpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CountersignError } from '../../shared/errors.ts';
import type { Authenticate } from '../authenticate.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { actions, type Action, type PortalContract } from './actions.ts';
import { envelopeOf, type Envelope } from './envelope.ts';
import { portalError } from './portal-error.ts';

export type PortalRouter = Router<PortalContract, ServerCaller>;

/**
 * light-portal's interface, so that its clients work unchanged: `GET /portal/query?cmd=` and `POST /portal/command`, plain or as
 * JSON-RPC 2.0. Every action is carried out by the router of the contract.
 */
export function registerPortal(
  app: FastifyInstance,
  { log }: Pick<ServerParts, 'log'>,
  router: PortalRouter,
  authenticate: Authenticate,
): void {
  const failed = (request: FastifyRequest, reply: FastifyReply, error: unknown, rpc: Envelope['rpc']) => {
    const problem = portalError(error, request.headers.authorization !== undefined, log);
    const { statusCode, message } = problem;
    // Also in JSON-RPC a call that does not fit its schema is told so plainly: it has not come as far as its handler.
    const isPlain = rpc === null || error instanceof z.ZodError;
    const body = isPlain
      ? problem
      : { jsonrpc: '2.0', error: { code: statusCode, message, data: problem }, id: rpc.id };
    return reply.code(statusCode).send(body);
  };
  const carryOut = async (
    request: FastifyRequest,
    reply: FastifyReply,
    kind: Action['kind'],
    given: () => unknown,
  ): Promise<FastifyReply> => {
    let rpc: Envelope['rpc'] = null;
    try {
      const { caller } = await authenticate(request);
      const envelope = envelopeOf(given());
      ({ rpc } = envelope);
      const action = actionOf(envelope, kind);
      const client = createRouterClient(router, { context: caller });
      const result = await action.run(client, caller, envelope.data);
      return await reply.send(rpc === null ? result : { jsonrpc: '2.0', result, id: rpc.id });
    } catch (error) {
      return failed(request, reply, error, rpc);
    }
  };

  void app.register((scope, _, done) => {
    scope.setErrorHandler((error, request, reply) => failed(request, reply, fromFastify(error), null));
    scope.addHook('onSend', (_request, reply, payload, next) => {
      void reply.header('cache-control', 'no-store');
      next(null, payload);
    });
    scope.get('/portal/query', (request, reply) =>
      carryOut(request, reply, 'query', () => commandIn(request.query)),
    );
    scope.post('/portal/command', (request, reply) =>
      carryOut(request, reply, 'command', () => request.body),
    );
    done();
  });
}

/** @throws CountersignError NOT_FOUND: also for a command that comes as a query, which must change nothing */
function actionOf({ action: name }: Envelope, kind: Action['kind']): Action {
  const action = name !== null && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action?.kind !== kind) {
    throw new CountersignError('NOT_FOUND', {
      message: `There is no ${kind} ${name === null ? 'of this service and version' : `"${name}"`}`,
      details: { next: `There are: ${namesOf(kind)}, of lightapi.net/workflow, version 0.1.0.` },
    });
  }
  return action;
}

function namesOf(kind: Action['kind']): string {
  return Object.entries(actions)
    .filter(([, action]) => action.kind === kind)
    .map(([name]) => name)
    .join(', ');
}

/** @throws z.ZodError */
function commandIn(query: unknown): unknown {
  const { cmd } = z.object({ cmd: z.string() }).parse(query);
  try {
    return JSON.parse(cmd);
  } catch {
    throw new z.ZodError([{ code: 'custom', path: ['cmd'], message: 'Must be JSON', input: cmd }]);
  }
}

/** A body that is no JSON, or too long. */
function fromFastify(error: unknown): unknown {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  if (status === 413) return new CountersignError('PAYLOAD_TOO_LARGE', { cause: error });
  if (typeof status !== 'number' || status < 400 || status >= 500) return error;
  return new CountersignError('INVALID_REQUEST', { cause: error });
}
