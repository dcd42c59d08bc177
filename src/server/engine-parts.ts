import { createEffects, type EffectContext } from '../effects/effects.ts';
import type { LogEffect, PublishEffect } from '../engine/effect.ts';
import { createJqExpressions } from '../engine/expression/jq-expressions.ts';
import { createSyncAssignments } from './assignments/sync-assignments.ts';
import type { EngineDriver } from './engine-driver.ts';
import { createDefinitions } from './host/definitions.ts';
import type { HostParts } from './host/host-parts.ts';
import type { ServerParts } from './server-parts.ts';
import { first, text } from './store/database.ts';
import { insertPublication } from './store/publications.ts';

export interface EnginePartsOptions {
  /** The file of src/engine/expression/jq-worker. */
  readonly jqWorkerUrl: URL;
  /** The file of src/effects/script-worker. */
  readonly scriptWorkerUrl: URL;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly timeZone: () => string;
}

export type EngineParts = Omit<HostParts, 'nudge' | 'eventArrived'>;
type Shared = Omit<ServerParts, 'engine'>;

/** What a driver of processes works with; whoever opens it closes it after the driver. */
export function openEngineParts(
  shared: Shared,
  { jqWorkerUrl, scriptWorkerUrl, random, timeZone }: EnginePartsOptions,
): { readonly parts: EngineParts; close(): Promise<void> } {
  const { db, clock, timers, ids, log, schemas, reach } = shared;
  const expressions = createJqExpressions({ workerUrl: jqWorkerUrl, timers });
  const effects = createEffects({
    clock,
    timers,
    ids,
    rewrites: [],
    policy: { allows: () => false },
    log: (entry, context) => logEntry(shared, entry, context),
    publish: (publication, context) => publish(shared, publication, context),
    scriptWorkerUrl,
  });
  const parts = {
    ...{ db, clock, timers, ids, log, schemas, reach, expressions, effects, random, timeZone },
    definitions: createDefinitions(),
    secret: () => undefined,
    syncAssignments: createSyncAssignments(ids),
  };
  return {
    parts,
    async close() {
      await effects.close();
      await expressions.close();
    },
  };
}

/** A driver that closes what it works with after itself. */
export function closing(driver: EngineDriver, close: () => Promise<void>): EngineDriver {
  return {
    ...driver,
    async close() {
      await driver.close();
      await close();
    },
  };
}

/** Of a UUID, with which the key of every effect begins: that of its process. */
const lengthOfId = 36;

async function publish(
  { db, clock }: Shared,
  publication: PublishEffect,
  { idempotencyKey, instance }: EffectContext,
): Promise<void> {
  const processId = idempotencyKey.slice(0, lengthOfId);
  const row = await db.readAllHosts((reader) =>
    first(reader, 'SELECT host_id FROM process WHERE id = $1', processId),
  );
  if (row === undefined) return;
  await db.write(text(row, 'host_id'), (tx) =>
    insertPublication(tx, processId, instance, publication, clock.now()),
  );
}

/** The text is the workflow author's own, put there to be read here. */
function logEntry({ log }: Shared, { level, message }: LogEffect, { idempotencyKey }: EffectContext): void {
  log[level === 'debug' ? 'info' : level](`A workflow says: ${message}`, { task: idempotencyKey });
}
