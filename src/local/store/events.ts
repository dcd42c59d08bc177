import type { CloudEvent, ReceivedEvent } from '../../engine/cloud-event.ts';
import type { Instant } from '../../shared/clock.ts';
import { integer, integerOrNull, text } from '../../service/columns.ts';
import { all, first, run, type ReadableDatabase, type Row, type WritableDatabase } from './database.ts';
import { isLifecycle } from './lifecycle-type.ts';

/** What a walk reads at once. */
const mostAtOnce = 200;

/** @returns its position */
export function insertEvent(db: WritableDatabase, event: CloudEvent, at: Instant): number {
  const row = first(
    db,
    `INSERT INTO event (source, id, type, event_json, received_at) VALUES (?, ?, ?, ?, ?) RETURNING position`,
    event.source,
    event.id,
    event.type,
    JSON.stringify(event),
    at,
  );
  if (row === undefined) throw new Error('The event was not written');
  return integer(row, 'position');
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
