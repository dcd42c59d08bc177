import { flag, integer, text } from '../../service/columns.ts';
import { lifecyclePrefix } from '../../service/events/lifecycle-type.ts';
import type { Instant } from '../../shared/clock.ts';
import {
  processColumns,
  toProcessRow,
  walkValues,
  type NewProcess,
  type ProcessRow,
  type RecordedWalk,
} from '../../service/processes/process-row.ts';
import { first, type Parameter, type Reader, type SystemReader, type Tx } from './database.ts';

/**
 * A new process, which is due at once, with the wake that has it walked for the first time. The events that it can listen to are
 * those that arrive from now on.
 */
export async function insertProcess(tx: Tx, process: NewProcess): Promise<void> {
  const { parent, trigger = 'manual' } = process;
  await tx.run(
    `WITH started AS (
       INSERT INTO process (host_id, id, workflow_id, status, input_json, started_by, started_at, wake_at, events_from, trigger,
         parent_id, parent_path, parent_awaits, depth)
       VALUES ($1, $2, $3, 'A', $4, $5, $6, $6, (SELECT coalesce(max(position), 0) FROM event), $7, $8, $9, $10, $11)
       RETURNING id)
     INSERT INTO wake_outbox (host_id, process_id, reason, written_at, next_try_at)
     SELECT $1, id, 'start', $6, $6 FROM started`,
    tx.hostId,
    process.id,
    process.workflowId,
    JSON.stringify(process.input),
    process.startedBy,
    process.startedAt,
    trigger,
    parent?.id ?? null,
    parent?.path ?? null,
    parent?.awaits === true,
    process.depth ?? 0,
  );
}

export async function findProcess(reader: Reader, id: string): Promise<ProcessRow | null> {
  return oneProcess(reader, `SELECT ${processColumns} FROM process WHERE id = $1`, id);
}

/** The same, and no other transaction changes it until this one ends. */
export async function findProcessForUpdate(tx: Tx, id: string): Promise<ProcessRow | null> {
  return oneProcess(tx, `SELECT ${processColumns} FROM process WHERE id = $1 FOR NO KEY UPDATE`, id);
}

/** Who wants to know of what a walk came to. */
export interface Interest {
  /** Somebody listens for events about processes. */
  readonly lifecycle: boolean;
  /** The workflow may run again by a schedule. */
  readonly schedule: boolean;
}

/**
 * What a walk came to. No two walks of the same state are both written.
 * @returns null when something was decided, or another walk was written, since the process was loaded: walk it again
 */
export async function recordWalk(
  tx: Tx,
  id: string,
  wakeCount: number,
  walk: RecordedWalk,
): Promise<Interest | null> {
  const row = await first(
    tx,
    `UPDATE process SET status = $3, ended_at = $4, wake_at = $5, events_from = $6, task_count = task_count + $7,
       output_json = $8, error_json = $9, begun_json = $10, lists_json = $11,
       due_since = NULL, resume_error = NULL, resume_attempts = 0, wake_count = wake_count + 1
     WHERE id = $1 AND wake_count = $2
     RETURNING
       EXISTS (SELECT 1 FROM listener WHERE host_id = $12 AND starts_with(type, $13))
         OR EXISTS (SELECT 1 FROM schedule_type WHERE host_id = $12 AND starts_with(type, $13)) AS lifecycle,
       EXISTS (SELECT 1 FROM schedule WHERE workflow_id = process.workflow_id AND enabled) AS schedule`,
    id,
    wakeCount,
    walk.status,
    walk.endedAt,
    walk.wakeAt,
    walk.eventsFrom,
    walk.newTasks,
    ...walkValues(walk),
    tx.hostId,
    lifecyclePrefix,
  );
  return row === undefined ? null : { lifecycle: flag(row, 'lifecycle'), schedule: flag(row, 'schedule') };
}

/**
 * Processes that cannot go on for a reason that is not their own; each is tried again at `nextTry`. For when a timer was due is
 * kept: those that come due meanwhile still take effect in their order.
 */
export async function recordResumeFailure(
  tx: Tx,
  ids: readonly string[],
  message: string,
  nextTry: Instant,
): Promise<void> {
  await tx.run(
    `UPDATE process SET resume_error = $2, resume_attempts = resume_attempts + 1,
       due_since = least(due_since, wake_at), wake_at = $3
     WHERE id IN (SELECT id FROM process WHERE id = ANY ($1) AND ended_at IS NULL ORDER BY id FOR NO KEY UPDATE)`,
    ids,
    message,
    nextTry,
  );
}

/** Of every host: the processes whose timer was due before an instant, and that nobody has been told to walk. */
export async function overdueProcesses(
  reader: SystemReader,
  before: Instant,
  limit: number,
): Promise<{ hostId: string; processId: string }[]> {
  const rows = await reader.query(
    `SELECT host_id, id FROM process
     WHERE wake_at IS NOT NULL AND suspended_at IS NULL AND wake_at <= $1
       AND NOT EXISTS (SELECT 1 FROM wake_outbox WHERE process_id = process.id)
     ORDER BY wake_at LIMIT $2`,
    before,
    limit,
  );
  return rows.map((row) => ({ hostId: text(row, 'host_id'), processId: text(row, 'id') }));
}

/** The host that a process belongs to; null: there is no such process. */
export async function hostOfProcess(reader: SystemReader, id: string): Promise<string | null> {
  const row = await first(reader, `SELECT host_id FROM process WHERE id = $1`, id);
  return row === undefined ? null : text(row, 'host_id');
}

/** Of every host: what has not ended and does not stand still, in the order of ids. */
export async function openProcesses(
  reader: SystemReader,
  after: string,
  limit: number,
): Promise<{ hostId: string; processId: string }[]> {
  const rows = await reader.query(
    `SELECT host_id, id FROM process WHERE ended_at IS NULL AND suspended_at IS NULL AND id > $1 ORDER BY id LIMIT $2`,
    after,
    limit,
  );
  return rows.map((row) => ({ hostId: text(row, 'host_id'), processId: text(row, 'id') }));
}

/** The processes that a task started, those it waits for and those that go their own way. */
export async function childrenOf(reader: Reader, parentId: string, path: string): Promise<ProcessRow[]> {
  const sql = `SELECT ${processColumns} FROM process WHERE parent_id = $1 AND parent_path = $2 ORDER BY seq`;
  return (await reader.query(sql, parentId, path)).map(toProcessRow);
}

/** The first process that each of some tasks started, by the process and the path of the task, put together. */
export async function firstChildren(
  reader: Reader,
  tasks: readonly { readonly processId: string; readonly path: string }[],
): Promise<ReadonlyMap<string, string>> {
  if (tasks.length === 0) return new Map();
  const rows = await reader.query(
    `SELECT DISTINCT ON (parent_id, parent_path) parent_id, parent_path, process.id
     FROM process JOIN unnest($1::uuid[], $2::text[]) AS task (parent_id, parent_path) USING (parent_id, parent_path)
     ORDER BY parent_id, parent_path, seq`,
    tasks.map(({ processId }) => processId),
    tasks.map(({ path }) => path),
  );
  return new Map(
    rows.map((row) => [`${text(row, 'parent_id')}${text(row, 'parent_path')}`, text(row, 'id')]),
  );
}

/** Of all its tasks, the oldest first. */
export async function allChildrenOf(reader: Reader, parentId: string, limit: number): Promise<ProcessRow[]> {
  const sql = `SELECT ${processColumns} FROM process WHERE parent_id = $1 ORDER BY seq LIMIT $2`;
  return (await reader.query(sql, parentId, limit)).map(toProcessRow);
}

/** How many processes that others started have not ended; it is counted no further than `most`. */
export async function countOpenChildren(reader: Reader, most: number): Promise<number> {
  const row = await first(
    reader,
    `SELECT count(*) AS count FROM
       (SELECT 1 FROM process WHERE host_id = $1 AND parent_id IS NOT NULL AND ended_at IS NULL LIMIT $2) AS open`,
    reader.hostId,
    most,
  );
  return row === undefined ? 0 : integer(row, 'count');
}

async function oneProcess(
  reader: Reader,
  sql: string,
  ...parameters: Parameter[]
): Promise<ProcessRow | null> {
  const row = await first(reader, sql, ...parameters);
  return row === undefined ? null : toProcessRow(row);
}
