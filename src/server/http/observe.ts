import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.ts';
import type { Tracing } from './tracing.ts';

/** What a load balancer asks every second says nothing. */
const quiet = ['/healthz', '/readyz', '/metrics'];

/** One line of log, one measurement and one span for each call; none of them holds an address with its query, a token or a body. */
export function observeCalls(app: FastifyInstance, metrics: Metrics, tracing: Tracing): void {
  app.addHook('onRequest', (request, _reply, done) => {
    tracing.begin(request);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request);
    const status = reply.statusCode;
    metrics.observe({ method: request.method, route, status, seconds: reply.elapsedTime / 1_000 });
    tracing.end(request, { route, status });
    if (!quiet.includes(route)) {
      const ms = Math.round(reply.elapsedTime * 10) / 10;
      app.log.info({ requestId: request.id, method: request.method, route, status, ms }, 'Call');
    }
    done();
  });
}

/** The procedure, or the pattern of the route: few values, whatever is asked. */
function routeOf(request: FastifyRequest): string {
  if (request.procedure) return request.procedure;
  return request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
}
