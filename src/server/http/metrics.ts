import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { CountersignError } from '../../shared/errors.ts';
import { isLoopback, type ServerConfig } from '../config.ts';
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

/** Who may read /metrics: whoever sends METRICS_TOKEN; without one only this machine. */
export type MetricsAccess = Pick<ServerConfig, 'HOST' | 'TRUST_PROXY' | 'METRICS_TOKEN'>;

/** /metrics for Prometheus. */
export function registerMetrics(
  app: FastifyInstance,
  parts: Pick<ServerParts, 'engine' | 'feed'>,
  access: MetricsAccess,
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
    if (!mayRead(request, access)) {
      throw new CountersignError('UNAUTHORIZED', {
        details: { next: 'Send METRICS_TOKEN of the server as a bearer token.' },
      });
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  return {
    observe: ({ method, route, status, seconds }) => calls.observe({ method, route, status }, seconds),
  };
}

/** Without a token the connection itself decides: what a header says of it, anybody could have written, or a proxy in between. */
function mayRead(
  { headers, socket }: FastifyRequest,
  { HOST, TRUST_PROXY, METRICS_TOKEN }: MetricsAccess,
): boolean {
  if (METRICS_TOKEN !== undefined) return isSame(headers.authorization ?? '', `Bearer ${METRICS_TOKEN}`);
  const isForwarded = forwardingHeaders.some((name) => headers[name] !== undefined);
  return isLoopback(HOST) && TRUST_PROXY === 0 && !isForwarded && isLoopback(socket.remoteAddress ?? '');
}

const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/** Takes as long for one that is nearly right as for any other. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
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
