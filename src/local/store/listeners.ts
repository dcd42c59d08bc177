import type { TaskPath } from '../../engine/process-state.ts';
import { integer, text } from '../../service/columns.ts';
import { isLifecycleType } from '../../service/events/lifecycle-type.ts';
import type { Instant } from '../../shared/clock.ts';
import { all, first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';
import { isLifecycle } from './lifecycle-type.ts';
import { wakeProcess } from './processes.ts';

/** In the place of a type: every type. */
const everyType = '';

/** Who is woken by which types. `types` null: by every event. */
export function recordListener(
  db: WritableDatabase,
  processId: string,
  path: TaskPath,
  types: readonly string[] | null,
): void {
  for (const type of types ?? [everyType]) {
    run(
      db,
      `INSERT INTO listener (type, process_id, path) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
      type,
      processId,
      path,
    );
  }
}

export function forgetListener(db: WritableDatabase, processId: string, path: TaskPath): void {
  run(db, `DELETE FROM listener WHERE process_id = ? AND path = ?`, processId, path);
}

/** Whether any process or schedule waits for lifecycle events by name. */
export function isLifecycleListenedTo(db: ReadableDatabase): boolean {
  const row = first(
    db,
    `SELECT 1 AS one FROM (
       SELECT type FROM listener WHERE ${isLifecycle} UNION ALL SELECT type FROM schedule_type WHERE ${isLifecycle})
     LIMIT 1`,
  );
  return row !== undefined;
}

/** How far the listeners of an event were woken: listeners are in the order of type and process. */
interface Woken {
  readonly type: string;
  readonly processId: string;
}

/**
 * Makes those due who wait for events of the type of the one at `position`, at most `most` at once, so that it stays short.
 * Where there are more, that is kept beside the event. @returns whether there are more
 */
export function wakeListeners(
  db: WritableDatabase,
  event: { position: number; type: string },
  at: Instant,
  most: number,
): boolean {
  return wakeFrom(db, event, null, at, most);
}

/** Wakes more listeners of the first event that has some left. @returns whether there are more, of this event or of another */
export function wakeMoreListeners(db: WritableDatabase, at: Instant, most: number): boolean {
  const row = first(
    db,
    `SELECT position, type, woken_type, woken_process FROM event WHERE woken_type IS NOT NULL ORDER BY position LIMIT 1`,
  );
  if (row === undefined) return false;
  const event = { position: integer(row, 'position'), type: text(row, 'type') };
  wakeFrom(db, event, { type: text(row, 'woken_type'), processId: text(row, 'woken_process') }, at, most);
  return first(db, `SELECT 1 AS one FROM event WHERE woken_type IS NOT NULL LIMIT 1`) !== undefined;
}

function wakeFrom(
  db: WritableDatabase,
  { position, type }: { position: number; type: string },
  from: Woken | null,
  at: Instant,
  most: number,
): boolean {
  let left = most;
  let woken = from;
  for (const candidate of isLifecycleType(type) ? [type] : [everyType, type]) {
    if (from !== null && candidate < from.type) continue;
    const after = from?.type === candidate ? from.processId : '';
    const ids = listenersAfter(db, candidate, after, left);
    for (const id of ids) wakeProcess(db, id, at);
    left -= ids.length;
    woken = { type: candidate, processId: ids.at(-1) ?? after };
    if (left === 0) break;
  }
  const place = left === 0 ? woken : null;
  if (from !== null || place !== null) {
    const sql = `UPDATE event SET woken_type = ?, woken_process = ? WHERE position = ?`;
    run(db, sql, place?.type ?? null, place?.processId ?? null, position);
  }
  return place !== null;
}

function listenersAfter(db: ReadableDatabase, type: string, processId: string, limit: number): string[] {
  return all(
    db,
    `SELECT DISTINCT process_id FROM listener WHERE type = ? AND process_id > ? ORDER BY process_id LIMIT ?`,
    type,
    processId,
    limit,
  ).map((row) => text(row, 'process_id'));
}
