import type { TaskLine } from '../../service/processes/task-row.ts';
import { lineColumns, toTaskLine } from '../../service/processes/task-values.ts';
import { all, first, type ReadableDatabase } from './database.ts';

export function findTaskLine(db: ReadableDatabase, id: string): TaskLine | null {
  const row = first(db, `SELECT ${lineColumns} FROM task WHERE id = ?`, id);
  return row === undefined ? null : toTaskLine(row);
}

/** What a process waits for, what began first first. */
export function waitingLinesOfProcess(db: ReadableDatabase, processId: string, limit: number): TaskLine[] {
  return all(
    db,
    `SELECT ${lineColumns} FROM task WHERE process_id = ? AND ended_at IS NULL AND status = 'W' ORDER BY seq LIMIT ?`,
    processId,
    limit,
  ).map(toTaskLine);
}
