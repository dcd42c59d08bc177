import type { FastifyInstance } from 'fastify';
import type { ServerParts } from '../server-parts.ts';

const longestWaitMs = 2_000;

/** Whether this node works: one check of its name, each with what it found. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/** /healthz: the process lives. /readyz: it can serve; 503 when not, so that a load balancer sends nobody here. */
export function registerHealth(
  app: FastifyInstance,
  parts: Pick<ServerParts, 'db' | 'engine' | 'timers'>,
  isDraining: () => boolean,
): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const readiness = await readinessOf(parts, isDraining());
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
}

async function readinessOf(
  { db, engine, timers }: Pick<ServerParts, 'db' | 'engine' | 'timers'>,
  draining: boolean,
): Promise<Readiness> {
  const [database, driver] = await Promise.all([
    inTime(timers, db.ping()).then(
      (ms) => ({ ok: true, detail: `answers in ${ms.toFixed(1)} ms` }),
      () => ({ ok: false, detail: 'does not answer' }),
    ),
    inTime(timers, engine.health()).catch(() => ({ ok: false, detail: 'does not answer' })),
  ]);
  return {
    ready: database.ok && driver.ok && !draining,
    checks: {
      database: database.detail,
      engine: driver.detail,
      node: draining ? 'is being stopped' : 'serves',
    },
  };
}

function inTime<T>(timers: ServerParts['timers'], work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = timers.after(longestWaitMs, () => reject(new Error('It took too long')));
    work.then(resolve, reject).finally(() => late.cancel());
  });
}
