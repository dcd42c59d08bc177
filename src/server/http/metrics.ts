import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { CountersignError } from '../../shared/errors.ts';
import { isLoopback } from '../config.ts';
import type { ServerParts } from '../server-parts.ts';

export interface Metrics {
  observe(call: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
}

/** From what a cached read takes to what a client gives up at. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * /metrics for Prometheus.
 * @param token who asks must send it; null: only this machine may ask
 */
export function registerMetrics(
  app: FastifyInstance,
  parts: Pick<ServerParts, 'engine' | 'feed'>,
  token: string | null,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const calls = new Histogram({
    name: 'countersign_http_request_seconds',
    help: 'How long calls took, by procedure or route.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [registry],
  });
  gauge(
    registry,
    'countersign_feed_listeners',
    'Who listens to feeds on this node.',
    () => parts.feed.streams,
  );
  gauge(registry, 'countersign_feed_hears', '1 while the database tells this node of changes.', () =>
    parts.feed.hears ? 1 : 0,
  );
  gauge(registry, 'countersign_engine_up', '1 while the engine takes wakes.', async () => {
    const { ok } = await parts.engine.health().catch(() => ({ ok: false }));
    return ok ? 1 : 0;
  });
  app.get('/metrics', async (request, reply) => {
    const isAllowed =
      token === null ? isLoopback(request.ip) : request.headers.authorization === `Bearer ${token}`;
    if (!isAllowed)
      throw new CountersignError('UNAUTHORIZED', {
        details: { next: 'Send METRICS_TOKEN as a bearer token.' },
      });
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  return {
    observe: ({ method, route, status, seconds }) => calls.observe({ method, route, status }, seconds),
  };
}

/** A number that is looked up whenever it is asked for. */
function gauge(registry: Registry, name: string, help: string, read: () => number | Promise<number>): void {
  const made = new Gauge({
    name,
    help,
    registers: [],
    async collect() {
      this.set(await read());
    },
  });
  registry.registerMetric(made);
}
