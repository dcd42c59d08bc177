import { fastify, LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import { CountersignError } from '../../shared/errors.ts';
import type { Ids } from '../../shared/ids.ts';
import type { ServerConfig } from '../config.ts';
import { answerErrors } from './errors.ts';
import { setHeaders } from './headers.ts';
import { endStreamsOnClose } from './streams.ts';

export type AppConfig = Pick<ServerConfig, 'LOG_LEVEL' | 'TRUST_PROXY' | 'REQUEST_SECONDS' | 'CONNECTIONS'>;

export const largestBody = 2 * 1024 * 1024;
const longestHeadersMs = 10_000;
/** How often it is looked for requests that take too long to arrive. */
const lookEveryMs = 2_000;
/** Longer than what usual load balancers wait, so that they never send on a connection that is being closed. */
const keepAliveMs = 72_000;
const longestPath = 1_000;
const requestIdShape = /^[\w.-]{1,64}$/;

/** The HTTP server of a node, before it serves anything: limits, headers, errors, logs without content. */
export function createApp(config: AppConfig, ids: Ids): FastifyInstance {
  const app = fastify({
    logger: { level: config.LOG_LEVEL },
    // Addresses may hold what people wrote; src/server/http/observe.ts logs what may be logged.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: (_address: string, hop: number) => hop < config.TRUST_PROXY,
    bodyLimit: largestBody,
    requestTimeout: config.REQUEST_SECONDS * 1_000,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: longestPath },
    http: {
      headersTimeout: Math.min(longestHeadersMs, config.REQUEST_SECONDS * 1_000),
      connectionsCheckingInterval: lookEveryMs,
    },
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && requestIdShape.test(given) ? given : ids.next();
    },
  });
  app.server.maxConnections = config.CONNECTIONS;
  // Also nothing at all is JSON here: a call without an argument has no body.
  app.addContentTypeParser(/^application\/([\w.-]+\+)?json/, { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void app.getDefaultJsonParser('error', 'error')(request, body as string, done);
  });
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: largestBody },
    async (request: FastifyRequest, body: Buffer) => formIn(body, request.headers['content-type'] ?? ''),
  );
  setHeaders(app);
  answerErrors(app);
  endStreamsOnClose(app);
  return app;
}

/** A call with a piece of a file. @throws CountersignError INVALID_REQUEST */
async function formIn(body: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch (error) {
    throw new CountersignError('INVALID_REQUEST', { cause: error });
  }
}
