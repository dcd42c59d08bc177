import type { Instant } from '../../../shared/clock.ts';
import { integer, text, textOrNull } from '../../../service/columns.ts';
import { all, first, run, type ReadableDatabase, type Row, type WritableDatabase } from '../database.ts';

/** What the person has entered for a task of a server. */
export interface ReplicaDraft {
  readonly taskId: string;
  readonly assignmentId: string;
  /** What the window is told, and sends back. */
  readonly revision: number;
  /** The server's that it is based on. */
  readonly serverRevision: number;
  /** JSON text; null: discarded. */
  readonly dataJson: string | null;
  readonly savedAt: Instant;
  readonly savedBy: string;
  readonly unsent: boolean;
  /** A draft of somewhere else, as JSON text, until one of the two is chosen. */
  readonly theirsJson: string | null;
}

const columns = `task_id, assignment_id, revision, server_revision, data_json, saved_at, saved_by, unsent, theirs_json`;

export function findReplicaDraft(db: ReadableDatabase, taskId: string): ReplicaDraft | null {
  const row = first(db, `SELECT ${columns} FROM draft WHERE task_id = ?`, taskId);
  return row === undefined ? null : toDraft(row);
}

export function putReplicaDraft(db: WritableDatabase, draft: ReplicaDraft): void {
  run(
    db,
    `INSERT OR REPLACE INTO draft (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    draft.taskId,
    draft.assignmentId,
    draft.revision,
    draft.serverRevision,
    draft.dataJson,
    draft.savedAt,
    draft.savedBy,
    draft.unsent ? 1 : 0,
    draft.theirsJson,
  );
}

export function removeReplicaDraft(db: WritableDatabase, taskId: string): void {
  run(db, `DELETE FROM draft WHERE task_id = ?`, taskId);
}

/** Those that can be sent: none of them waits for a choice. */
export function unsentDrafts(db: ReadableDatabase, limit: number): ReplicaDraft[] {
  return all(db, `SELECT ${columns} FROM draft WHERE unsent = 1 AND theirs_json IS NULL LIMIT ?`, limit).map(
    toDraft,
  );
}

function toDraft(row: Row): ReplicaDraft {
  return {
    taskId: text(row, 'task_id'),
    assignmentId: text(row, 'assignment_id'),
    revision: integer(row, 'revision'),
    serverRevision: integer(row, 'server_revision'),
    dataJson: textOrNull(row, 'data_json'),
    savedAt: integer(row, 'saved_at'),
    savedBy: text(row, 'saved_by'),
    unsent: row['unsent'] === 1,
    theirsJson: textOrNull(row, 'theirs_json'),
  };
}
