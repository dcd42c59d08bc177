import type { Instant } from '../../../shared/clock.ts';
import { integer, text, textOrNull } from '../../../service/columns.ts';
import { all, first, run, type ReadableDatabase, type Row, type WritableDatabase } from '../database.ts';

/** A file that was chosen here; its bytes lie in the account's folder under their digest. */
export interface ReplicaFile {
  readonly id: string;
  readonly assignmentId: string;
  readonly taskId: string;
  readonly requirement: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly type: string;
  readonly digest: string;
  readonly uploadedBy: string;
  readonly uploadedAt: Instant;
  /** The file as the server keeps it, as JSON text; null: it is not there yet. */
  readonly serverJson: string | null;
}

const columns = `id, assignment_id, task_id, requirement, name, size, type, digest, uploaded_by, uploaded_at, server_json`;

export function insertReplicaFile(db: WritableDatabase, file: ReplicaFile): void {
  run(
    db,
    `INSERT INTO file (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    file.id,
    file.assignmentId,
    file.taskId,
    file.requirement,
    file.name,
    file.size,
    file.type,
    file.digest,
    file.uploadedBy,
    file.uploadedAt,
    file.serverJson,
  );
}

export function findReplicaFile(db: ReadableDatabase, id: string): ReplicaFile | null {
  const row = first(db, `SELECT ${columns} FROM file WHERE id = ?`, id);
  return row === undefined ? null : toFile(row);
}

export function replicaFilesOf(db: ReadableDatabase, taskId: string): ReplicaFile[] {
  return all(db, `SELECT ${columns} FROM file WHERE task_id = ? ORDER BY uploaded_at, id`, taskId).map(
    toFile,
  );
}

export function settleReplicaFile(db: WritableDatabase, id: string, serverJson: string): void {
  run(db, `UPDATE file SET server_json = ? WHERE id = ?`, serverJson, id);
}

export function removeReplicaFile(db: WritableDatabase, id: string): void {
  run(db, `DELETE FROM file WHERE id = ?`, id);
}

export function isReplicaDigestNamed(db: ReadableDatabase, digest: string): boolean {
  return first(db, `SELECT 1 FROM file WHERE digest = ? LIMIT 1`, digest) !== undefined;
}

function toFile(row: Row): ReplicaFile {
  return {
    id: text(row, 'id'),
    assignmentId: text(row, 'assignment_id'),
    taskId: text(row, 'task_id'),
    requirement: text(row, 'requirement'),
    name: text(row, 'name'),
    size: integer(row, 'size'),
    type: text(row, 'type'),
    digest: text(row, 'digest'),
    uploadedBy: text(row, 'uploaded_by'),
    uploadedAt: integer(row, 'uploaded_at'),
    serverJson: textOrNull(row, 'server_json'),
  };
}
