import type { CloudEvent, ReceivedEvent } from '../../engine/cloud-event.ts';
import type { TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import {
  all,
  first,
  integer,
  integerOrNull,
  run,
  text,
  type ReadableDatabase,
  type Row,
  type WritableDatabase,
} from './database.ts';

/** In the place of a type: every type. */
const everyType = '';

/**
 * The events of the language about processes themselves. Only who names their type gets them: to a listener for every event they
 * would be its own footsteps.
 */
const isLifecycle = `type >= 'io.serverlessworkflow.' AND type < 'io.serverlessworkflow/'`;

/** What a walk reads at once. */
const mostAtOnce = 200;

export function insertEvent(db: WritableDatabase, event: CloudEvent, at: Instant): void {
  run(
    db,
    `INSERT INTO event (source, id, type, event_json, received_at) VALUES (?, ?, ?, ?, ?)`,
    event.source,
    event.id,
    event.type,
    JSON.stringify(event),
    at,
  );
}

/** Whether an event of the same source and id is there: by these, whoever sends one again says that it is the same. */
export function isKnownEvent(db: ReadableDatabase, { source, id }: CloudEvent): boolean {
  return (
    first(db, `SELECT 1 AS one FROM event WHERE id = ? AND source = ? LIMIT 1`, id, source) !== undefined
  );
}

/** The highest position that was ever given; 0 before the first event. */
export function lastPosition(db: ReadableDatabase): number {
  const row = first(db, `SELECT seq FROM sqlite_sequence WHERE name = 'event'`);
  return row === undefined ? 0 : integer(row, 'seq');
}

/** The events after a position, oldest first, at most a few hundred. `types` null: of every type. */
export function eventsAfter(
  db: ReadableDatabase,
  position: number,
  types: readonly string[] | null,
): ReceivedEvent[] {
  if (types === null) {
    const sql = `SELECT position, event_json FROM event
      WHERE position > ? AND NOT (${isLifecycle}) ORDER BY position LIMIT ?`;
    return all(db, sql, position, mostAtOnce).map(toReceived);
  }
  // Each type by its own index range; together they are sorted again.
  return [...new Set(types)]
    .flatMap((type) =>
      all(
        db,
        `SELECT position, event_json FROM event WHERE type = ? AND position > ? ORDER BY position LIMIT ?`,
        type,
        position,
        mostAtOnce,
      ),
    )
    .map(toReceived)
    .toSorted((a, b) => a.position - b.position)
    .slice(0, mostAtOnce);
}

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

export function hasListener(db: ReadableDatabase, processId: string): boolean {
  return first(db, `SELECT 1 AS one FROM listener WHERE process_id = ? LIMIT 1`, processId) !== undefined;
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

/** Makes everybody due who waits for events of this type. */
export function wakeListeners(db: WritableDatabase, type: string, at: Instant): void {
  const forAll = type.startsWith('io.serverlessworkflow.') ? type : everyType;
  run(
    db,
    `UPDATE process SET wake_at = min(coalesce(wake_at, ?), ?), wake_count = wake_count + 1
     WHERE ended_at IS NULL AND id IN (SELECT process_id FROM listener WHERE type IN (?, ?))`,
    at,
    at,
    type,
    forAll,
  );
}

/**
 * Removes events that no open process and no schedule can come to any more and that are older than `settledBefore`, and every
 * one that is older than `allBefore`. At most `most` at once, so that it stays short. @returns how many it removed
 */
export function pruneEvents(
  db: WritableDatabase,
  { settledBefore, allBefore, most }: { settledBefore: Instant; allBefore: Instant; most: number },
): number {
  const needed = first(
    db,
    `SELECT min(at) AS at FROM (
       SELECT min(events_from) AS at FROM process WHERE ended_at IS NULL
       UNION ALL
       SELECT min(events_from) FROM schedule
       WHERE enabled = 1 AND (namespace, name) IN (SELECT namespace, name FROM schedule_type))`,
  );
  const settledUpTo = (needed === undefined ? null : integerOrNull(needed, 'at')) ?? lastPosition(db);
  return run(
    db,
    `DELETE FROM event WHERE position IN (
       SELECT position FROM event
       WHERE received_at < ? AND (position <= ? OR received_at < ?) ORDER BY received_at LIMIT ?)`,
    settledBefore,
    settledUpTo,
    allBefore,
    most,
  );
}

function toReceived(row: Row): ReceivedEvent {
  return { position: integer(row, 'position'), event: JSON.parse(text(row, 'event_json')) as CloudEvent };
}
