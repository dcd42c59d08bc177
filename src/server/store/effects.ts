import type { EffectResult } from '../../engine/effect.ts';
import type { TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import { integer, text } from '../../service/columns.ts';
import { first, type Reader, type Row, type Tx } from './database.ts';

/** One effect of a process: where its task is, and how often that was tried again by hand. */
export interface EffectAddress {
  readonly processId: string;
  readonly path: TaskPath;
  readonly attempt: number;
}

/** A task of a walk waits for this effect from now on: it may leave after the commit. */
export async function announceEffect(tx: Tx, processId: string, path: TaskPath, now: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO effect (host_id, process_id, path, attempt, announced_at)
     SELECT $1, $2, $3, count(*), $4 FROM task_retry WHERE process_id = $2 AND path = $3
     ON CONFLICT DO NOTHING`,
    tx.hostId,
    processId,
    path,
    now,
  );
}

/** Nobody waits for it any more. */
export async function withdrawEffect(tx: Tx, processId: string, path: TaskPath): Promise<void> {
  await tx.run(`DELETE FROM effect WHERE process_id = $1 AND path = $2`, processId, path);
}

/** The effects of a process that have no result yet. @param only those that have not gone out yet, or all */
export async function effectsOf(
  reader: Reader,
  processId: string,
  only: 'unsent' | 'all',
): Promise<EffectAddress[]> {
  const rows = await reader.query(
    `SELECT process_id, path, attempt FROM effect
     WHERE process_id = $1 ${only === 'unsent' ? 'AND started_at IS NULL' : ''} ORDER BY announced_at, path`,
    processId,
  );
  return rows.map(toAddress);
}

/** It goes out now, for the first time or again. @returns false when nobody waits for it, or its process stands still */
export async function beginEffect(tx: Tx, address: EffectAddress, now: Instant): Promise<boolean> {
  const changes = await tx.run(
    `UPDATE effect SET started_at = coalesce(started_at, $4)
     WHERE process_id = $1 AND path = $2 AND attempt = $3
       AND (SELECT suspended_at FROM process WHERE id = $1) IS NULL`,
    address.processId,
    address.path,
    address.attempt,
    now,
  );
  return changes === 1;
}

/** Those of some effects for which somebody still waits. */
export async function awaitedOf(
  reader: Reader,
  addresses: readonly EffectAddress[],
): Promise<EffectAddress[]> {
  const rows = await reader.query(
    `SELECT effect.process_id, effect.path, effect.attempt
     FROM effect JOIN unnest($1::uuid[], $2::text[], $3::int[]) AS asked (process_id, path, attempt)
       USING (process_id, path, attempt)`,
    addresses.map(({ processId }) => processId),
    addresses.map(({ path }) => path),
    addresses.map(({ attempt }) => attempt),
  );
  return rows.map(toAddress);
}

/**
 * What came back of an effect or a child process. The process goes on from here in its own time.
 * @returns false when the task waits for no result any more
 */
export async function recordResult(
  tx: Tx,
  processId: string,
  path: TaskPath,
  result: EffectResult,
): Promise<boolean> {
  const changes = await tx.run(
    `UPDATE task SET result_json = $3
     WHERE process_id = $1 AND path = $2 AND ended_at IS NULL AND result_json IS NULL
       AND wait_kind IN ('runtime', 'child')`,
    processId,
    path,
    JSON.stringify(result),
  );
  await withdrawEffect(tx, processId, path);
  return changes === 1;
}

/** How many effects are under way or about to be. */
export async function countEffects(reader: Reader): Promise<number> {
  const row = await first(reader, `SELECT count(*) AS count FROM effect WHERE host_id = $1`, reader.hostId);
  return row === undefined ? 0 : integer(row, 'count');
}

function toAddress(row: Row): EffectAddress {
  return {
    processId: text(row, 'process_id'),
    path: text(row, 'path'),
    attempt: integer(row, 'attempt'),
  };
}
