import type { CloudEvent, ReceivedEvent } from '../../engine/cloud-event.ts';
import type { Instant } from '../../shared/clock.ts';
import { integer, text } from '../../service/columns.ts';
import { lifecyclePrefix } from '../../service/events/lifecycle-type.ts';
import { first, type Reader, type Row, type SystemReader, type Tx } from './database.ts';

// P1: events of one host are written one transaction after the other, so whoever has seen a position has seen all before it.
// P2: whoever begins to listen waits for the event that is being written: it is either there, or it finds the listener.

/** What a walk reads at once. */
const mostAtOnce = 200;
/** The first key of the advisory locks of this module; the second is the host. */
const lockKey = 7_236_402;

/** @returns its position; no other event of this host is written until the transaction ends */
export async function insertEvent(tx: Tx, event: CloudEvent, at: Instant): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock($1, hashtext($2))`, lockKey, tx.hostId);
  const row = await first(
    tx,
    `INSERT INTO event (host_id, source, id, type, event_json, received_at) VALUES ($1, $2, $3, $4, $5, $6)
     RETURNING position`,
    tx.hostId,
    event.source,
    event.id,
    event.type,
    JSON.stringify(event),
    at,
  );
  if (row === undefined) throw new Error('The event was not written');
  return integer(row, 'position');
}

/** Every event that is being written now is there once this resolves, and those after it wait for this transaction. */
export async function awaitEvents(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared($1, hashtext($2))`, lockKey, tx.hostId);
}

/** Whether an event of the same source and id is there: by these, whoever sends one again says that it is the same. */
export async function isKnownEvent(tx: Tx, { source, id }: CloudEvent): Promise<boolean> {
  await tx.query(`SELECT pg_advisory_xact_lock($1, hashtext($2))`, lockKey, tx.hostId);
  const row = await first(
    tx,
    `SELECT 1 AS one FROM event WHERE host_id = $1 AND id = $2 AND source = $3 LIMIT 1`,
    tx.hostId,
    id,
    source,
  );
  return row !== undefined;
}

/** The highest position of an event that is there; 0 where none is. */
export async function lastPosition(reader: Reader): Promise<number> {
  const row = await first(
    reader,
    `SELECT coalesce(max(position), 0) AS last FROM event WHERE host_id = $1`,
    reader.hostId,
  );
  return row === undefined ? 0 : integer(row, 'last');
}

/** The events after a position, oldest first, at most a few hundred. `types` null: of every type. */
export async function eventsAfter(
  reader: Reader,
  position: number,
  types: readonly string[] | null,
): Promise<ReceivedEvent[]> {
  const rows =
    types === null
      ? await reader.query(
          `SELECT position, event_json FROM event
           WHERE host_id = $1 AND position > $2 AND NOT starts_with(type, $3) ORDER BY position LIMIT $4`,
          reader.hostId,
          position,
          lifecyclePrefix,
          mostAtOnce,
        )
      : // Each type by its own index range; together they are sorted again.
        await reader.query(
          `SELECT found.position, found.event_json FROM unnest($3::text[]) AS wanted (type),
             LATERAL (SELECT position, event_json FROM event
               WHERE host_id = $1 AND event.type = wanted.type AND position > $2 ORDER BY position LIMIT $4) AS found
           ORDER BY found.position LIMIT $4`,
          reader.hostId,
          position,
          [...new Set(types)],
          mostAtOnce,
        );
  return rows.map(toReceived);
}

/** Of every host: which have events that came before an instant. */
export async function hostsWithOldEvents(reader: SystemReader, before: Instant): Promise<string[]> {
  const rows = await reader.query(`SELECT DISTINCT host_id FROM event WHERE received_at < $1`, before);
  return rows.map((row) => text(row, 'host_id'));
}

/**
 * Removes events that no open process and no schedule can come to any more and that are older than `settledBefore`, and every
 * one that is older than `allBefore`. At most `most` at once, so that it stays short. @returns how many it removed
 */
export async function pruneEvents(
  tx: Tx,
  { settledBefore, allBefore, most }: { settledBefore: Instant; allBefore: Instant; most: number },
): Promise<number> {
  return tx.run(
    `WITH needed AS (
       SELECT coalesce(min(at), (SELECT max(position) FROM event WHERE host_id = $1)) AS at FROM (
         SELECT min(events_from) AS at FROM process WHERE host_id = $1 AND ended_at IS NULL
         UNION ALL
         SELECT min(events_from) FROM schedule WHERE host_id = $1 AND enabled
           AND (namespace, name) IN (SELECT namespace, name FROM schedule_type WHERE host_id = $1)) AS every)
     DELETE FROM event WHERE position IN (
       SELECT position FROM event
       WHERE host_id = $1 AND received_at < $2 AND (position <= (SELECT at FROM needed) OR received_at < $3)
       ORDER BY received_at LIMIT $4)`,
    tx.hostId,
    settledBefore,
    allBefore,
    most,
  );
}

function toReceived(row: Row): ReceivedEvent {
  return { position: integer(row, 'position'), event: JSON.parse(text(row, 'event_json')) as CloudEvent };
}
