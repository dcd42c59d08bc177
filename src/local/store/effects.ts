import type { EffectResult } from '../../engine/effect.ts';
import type { TaskPath } from '../../engine/process-state.ts';
import { text } from '../../service/columns.ts';
import { all, run, type ReadableDatabase, type Row, type WritableDatabase } from './database.ts';

export interface EffectAddress {
  readonly processId: string;
  readonly path: TaskPath;
}

const pending = `wait_kind = 'runtime' AND ended_at IS NULL AND result_json IS NULL`;

/** The effects that have no result yet, of every process that is not suspended. */
export function pendingEffects(db: ReadableDatabase): EffectAddress[] {
  return all(
    db,
    `SELECT process_id, path FROM task WHERE ${pending}
       AND (SELECT suspended_at FROM process WHERE process.id = process_id) IS NULL
     ORDER BY process_id, seq`,
  ).map(toAddress);
}

export function pendingEffectsOf(db: ReadableDatabase, processId: string): EffectAddress[] {
  const sql = `SELECT process_id, path FROM task WHERE ${pending} AND process_id = ? ORDER BY seq`;
  return all(db, sql, processId).map(toAddress);
}

function toAddress(row: Row): EffectAddress {
  return { processId: text(row, 'process_id'), path: text(row, 'path') };
}

/**
 * What came back of an effect or a child process. The process goes on from here in its own time.
 * @returns false when the task waits for no result any more
 */
export function recordResult(
  db: WritableDatabase,
  processId: string,
  path: TaskPath,
  result: EffectResult,
): boolean {
  const changes = run(
    db,
    `UPDATE task SET result_json = ?
     WHERE process_id = ? AND path = ? AND ended_at IS NULL AND result_json IS NULL
       AND wait_kind IN ('runtime', 'child')`,
    JSON.stringify(result),
    processId,
    path,
  );
  return changes === 1;
}
