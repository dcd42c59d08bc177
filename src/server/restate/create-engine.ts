import { createEffects, type EffectContext, type EffectsOptions } from '../../effects/effects.ts';
import type { PublishEffect } from '../../engine/effect.ts';
import { createJqExpressions } from '../../engine/expression/jq-expressions.ts';
import type { Log } from '../../service/log.ts';
import { processOfKey } from '../../service/processes/effect-values.ts';
import type { Json } from '../../shared/json.ts';
import { createSyncAssignments } from '../assignments/sync-assignments.ts';
import type { EngineDriver } from '../engine-driver.ts';
import { createDefinitions } from '../host/definitions.ts';
import type { DriverParts } from '../host/host-parts.ts';
import type { ServerParts } from '../server-parts.ts';
import { hostOfProcess } from '../store/processes.ts';
import { insertPublication } from '../store/publications.ts';

export interface EngineOptions {
  /** The file of src/engine/expression/jq-worker. */
  readonly jqWorkerUrl: URL;
  /** The file of src/effects/script-worker. */
  readonly scriptWorkerUrl: URL;
  /** At least 0, below 1: for jitter. */
  readonly random: () => number;
  /** The IANA name of a time zone: schedules go by the clock on its wall. */
  readonly timeZone: () => string;
  /** The value of a secret that definitions may name, or undefined. Without it there are none. */
  readonly secret?: (name: string) => Json | undefined;
  /** What processes may do outside of themselves, and by which way. */
  readonly effects?: Partial<
    Pick<EffectsOptions, 'rewrites' | 'policy' | 'limits' | 'dispatcher' | 'logLevel' | 'log'>
  >;
}

/** What drives processes, with a driver that closes all of it. */
export function createEngine(
  parts: Omit<ServerParts, 'engine'>,
  options: EngineOptions,
  createDriver: (parts: DriverParts) => EngineDriver,
): EngineDriver {
  const { db, clock, timers, ids, log, schemas, reach } = parts;
  const expressions = createJqExpressions({ workerUrl: options.jqWorkerUrl, timers });
  const effects = createEffects({
    rewrites: [],
    policy: { allows: () => false },
    log: (entry, context) => logEntry(log, entry, context),
    ...options.effects,
    clock,
    timers,
    ids,
    scriptWorkerUrl: options.scriptWorkerUrl,
    publish: (publication, context) => publish(parts, publication, context),
  });
  const driver = createDriver({
    db,
    clock,
    timers,
    ids,
    log,
    reach,
    schemas,
    expressions,
    effects,
    definitions: createDefinitions(),
    syncAssignments: createSyncAssignments(ids),
    random: options.random,
    secret: options.secret ?? (() => undefined),
    timeZone: options.timeZone,
  });
  return {
    ...driver,
    async close() {
      await driver.close();
      await expressions.close();
    },
  };
}

async function publish(
  { db, clock }: Pick<ServerParts, 'db' | 'clock'>,
  publication: PublishEffect,
  { idempotencyKey, instance }: EffectContext,
): Promise<void> {
  const processId = processOfKey(idempotencyKey);
  const hostId = await db.readAllHosts((reader) => hostOfProcess(reader, processId));
  if (hostId === null) return;
  await db.write(hostId, (tx) => insertPublication(tx, processId, instance, publication, clock.now()));
}

/** The text is the workflow author's own, put there to be read here. */
function logEntry(
  log: Log,
  { level, message }: Parameters<EffectsOptions['log']>[0],
  { idempotencyKey }: EffectContext,
): void {
  log[level === 'debug' ? 'info' : level](`A workflow says: ${message}`, { task: idempotencyKey });
}
