import { all, count, first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';
import { toFile, type FileRow } from '../../service/files/file-row.ts';

const columns =
  'id, task_id, process_id, requirement, name, size, type, digest, uploaded_by, uploaded_at, answered';

export function insertFile(db: WritableDatabase, file: Omit<FileRow, 'answered'>): void {
  run(
    db,
    `INSERT INTO file (id, task_id, process_id, requirement, name, size, type, digest, uploaded_by, uploaded_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    file.id,
    file.taskId,
    file.processId,
    file.requirement,
    file.name,
    file.size,
    file.type,
    file.digest,
    file.uploadedBy,
    file.uploadedAt,
  );
}

export function findFile(db: ReadableDatabase, id: string): FileRow | null {
  const row = first(db, `SELECT ${columns} FROM file WHERE id = ?`, id);
  return row === undefined ? null : toFile(row);
}

/** The oldest first. */
export function filesOfTask(db: ReadableDatabase, taskId: string): FileRow[] {
  return all(db, `SELECT ${columns} FROM file WHERE task_id = ? ORDER BY seq`, taskId).map(toFile);
}

export function deleteFile(db: WritableDatabase, id: string): void {
  run(db, `DELETE FROM file WHERE id = ?`, id);
}

/** The task was answered with these files; what else was uploaded for it goes. Called in the transaction of the answer. */
export function keepAnsweredFiles(db: WritableDatabase, taskId: string, ids: ReadonlySet<string>): void {
  for (const { id } of filesOfTask(db, taskId)) {
    if (ids.has(id)) run(db, `UPDATE file SET answered = 1 WHERE id = ?`, id);
    else deleteFile(db, id);
  }
}

/** Files for answers that were never given, because the task has ended otherwise. @returns how many */
export function deleteLeftFiles(db: WritableDatabase): number {
  return run(
    db,
    `DELETE FROM file WHERE answered = 0
       AND (SELECT task.ended_at FROM task WHERE task.id = file.task_id) IS NOT NULL`,
  );
}

export function isDigestNamed(db: ReadableDatabase, digest: string): boolean {
  return count(db, `SELECT count(*) AS count FROM file WHERE digest = ?`, digest) > 0;
}
