import { all, count, type ReadableDatabase } from './database.ts';
import { processColumns, toProcessRow, type ProcessRow } from '../../service/processes/process-row.ts';

/** The processes that a task started, those it waits for and those that go their own way. */
export function childrenOf(db: ReadableDatabase, parentId: string, path: string): ProcessRow[] {
  return all(
    db,
    `SELECT ${processColumns} FROM process WHERE parent_id = ? AND parent_path = ? ORDER BY seq`,
    parentId,
    path,
  ).map(toProcessRow);
}

/** Of all its tasks, the oldest first. */
export function allChildrenOf(db: ReadableDatabase, parentId: string, limit: number): ProcessRow[] {
  return all(
    db,
    `SELECT ${processColumns} FROM process WHERE parent_id = ? ORDER BY seq LIMIT ?`,
    parentId,
    limit,
  ).map(toProcessRow);
}

/** How many processes that others started have not ended; it is counted no further than `most`. */
export function countOpenChildren(db: ReadableDatabase, most: number): number {
  return count(
    db,
    `SELECT count(*) AS count FROM
       (SELECT 1 FROM process WHERE parent_id IS NOT NULL AND ended_at IS NULL LIMIT ?)`,
    most,
  );
}
