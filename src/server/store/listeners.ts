import type { TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import { isLifecycleType, lifecyclePrefix } from '../../service/events/lifecycle-type.ts';
import { first, type Reader, type Tx } from './database.ts';
import { awaitEvents } from './events.ts';

/** In the place of a type: every type. */
const everyType = '';

/** Who is woken by which types. `types` null: by every event. */
export async function recordListener(
  tx: Tx,
  processId: string,
  path: TaskPath,
  types: readonly string[] | null,
): Promise<void> {
  const known = await first(
    tx,
    `SELECT 1 AS one FROM listener WHERE process_id = $1 AND path = $2 LIMIT 1`,
    processId,
    path,
  );
  if (known !== undefined) return;
  await awaitEvents(tx);
  await tx.run(
    `INSERT INTO listener (host_id, type, process_id, path)
     SELECT $1, type, $3, $4 FROM unnest($2::text[]) AS type ON CONFLICT DO NOTHING`,
    tx.hostId,
    [...(types ?? [everyType])],
    processId,
    path,
  );
}

export async function forgetListener(tx: Tx, processId: string, path: TaskPath): Promise<void> {
  await tx.run(`DELETE FROM listener WHERE process_id = $1 AND path = $2`, processId, path);
}

/** Whether any process or schedule waits for lifecycle events by name. */
export async function isLifecycleListenedTo(reader: Reader): Promise<boolean> {
  const row = await first(
    reader,
    `SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM listener WHERE host_id = $1 AND starts_with(type, $2))
       OR EXISTS (SELECT 1 FROM schedule_type WHERE host_id = $1 AND starts_with(type, $2))`,
    reader.hostId,
    lifecyclePrefix,
  );
  return row !== undefined;
}

/** Has everybody walked who waits for events of a type. */
export async function wakeListeners(tx: Tx, type: string, at: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO wake_outbox (host_id, process_id, reason, written_at, next_try_at)
     SELECT $1, process_id, 'event', $3, $3
     FROM (SELECT DISTINCT process_id FROM listener WHERE host_id = $1 AND type = ANY ($2)) AS listening
     ORDER BY process_id`,
    tx.hostId,
    isLifecycleType(type) ? [type] : [everyType, type],
    at,
  );
}
