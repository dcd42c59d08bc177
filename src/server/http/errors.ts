import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contractError } from '../../service/contract-error.ts';
import { CountersignError } from '../../shared/errors.ts';
import { createServerLog } from '../log.ts';

/** Whatever fails outside of a procedure is answered as procedures answer, with what to do next. */
export function answerErrors(app: FastifyInstance): void {
  const log = createServerLog(app.log);
  app.setErrorHandler((error, request, reply) => {
    const { code, status, message, data } = contractError(known(error), log);
    return answer(request, reply, status, { defined: true, code, status, message, data });
  });
  app.setNotFoundHandler(() => {
    throw new CountersignError('NOT_FOUND');
  });
}

/** RPC has an envelope of its own. */
function answer(request: FastifyRequest, reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).send(request.url.startsWith('/rpc/') ? { json: body } : body);
}

/** What Fastify itself had against a request. */
function known(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return error;
  if (error.statusCode === 413) return new CountersignError('PAYLOAD_TOO_LARGE', { cause: error });
  if (error.statusCode < 400 || error.statusCode >= 500) return error;
  return new CountersignError('INVALID_REQUEST', { cause: error });
}
