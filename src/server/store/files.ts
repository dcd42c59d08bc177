import { toFile, type FileRow } from '../../service/files/file-row.ts';
import { first, type Reader, type Tx } from './database.ts';

const columns =
  'id, task_id, process_id, requirement, name, size, type, digest, uploaded_by, uploaded_at, answered';

export async function insertFile(tx: Tx, file: Omit<FileRow, 'answered'>): Promise<void> {
  await tx.run(
    `INSERT INTO file (host_id, id, task_id, process_id, requirement, name, size, type, digest, uploaded_by, uploaded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    tx.hostId,
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

export async function findFile(reader: Reader, id: string): Promise<FileRow | null> {
  const row = await first(reader, `SELECT ${columns} FROM file WHERE id = $1`, id);
  return row === undefined ? null : toFile(row);
}

/** The oldest first. */
export async function filesOfTask(reader: Reader, taskId: string): Promise<FileRow[]> {
  return (await reader.query(`SELECT ${columns} FROM file WHERE task_id = $1 ORDER BY seq`, taskId)).map(
    toFile,
  );
}

/** By task, the oldest first. */
export async function filesOfTasks(
  reader: Reader,
  taskIds: readonly string[],
): Promise<Map<string, FileRow[]>> {
  const found = new Map<string, FileRow[]>(taskIds.map((id) => [id, []]));
  if (taskIds.length === 0) return found;
  const sql = `SELECT ${columns} FROM file WHERE task_id = ANY ($1) ORDER BY seq`;
  for (const row of await reader.query(sql, taskIds)) {
    const file = toFile(row);
    found.get(file.taskId)?.push(file);
  }
  return found;
}

export async function deleteFile(tx: Tx, id: string): Promise<void> {
  await tx.run(`DELETE FROM file WHERE id = $1`, id);
}

/** The tasks were answered with these files; what else was uploaded for them goes. Called in the transaction of the answers. */
export async function keepAnsweredFiles(
  tx: Tx,
  taskIds: readonly string[],
  ids: readonly string[],
): Promise<void> {
  if (taskIds.length === 0) return;
  await tx.run(
    `WITH others AS (DELETE FROM file WHERE task_id = ANY ($1) AND id <> ALL ($2::uuid[]))
     UPDATE file SET answered = true WHERE task_id = ANY ($1) AND id = ANY ($2)`,
    taskIds,
    ids,
  );
}

/** Files and entries for answers that were never given, because their task has ended otherwise. */
export async function deleteLeft(tx: Tx): Promise<void> {
  const ended = `(SELECT ended_at FROM task WHERE task.id = task_id) IS NOT NULL`;
  await tx.run(`DELETE FROM file WHERE NOT answered AND ${ended}`);
  await tx.run(`DELETE FROM draft WHERE ${ended}`);
}
