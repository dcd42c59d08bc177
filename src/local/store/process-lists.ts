import { integer, text } from '../../service/columns.ts';
import { all, count, type ReadableDatabase } from './database.ts';
import { processColumns, toProcessRow, type ProcessRow } from '../../service/processes/process-row.ts';

export type ProcessFilter = 'open' | 'ended' | 'all';

const filters: Record<ProcessFilter, string> = {
  open: `status IN ('A', 'W')`,
  ended: `status IN ('C', 'F', 'X')`,
  all: 'TRUE',
};

/** The newest first; `before` is the seq of the last row of the page before. */
export function pageOfProcesses(
  db: ReadableDatabase,
  filter: ProcessFilter,
  before: number | null,
  limit: number,
): ProcessRow[] {
  return all(
    db,
    `SELECT ${processColumns} FROM process WHERE ${filters[filter]} AND seq < ? ORDER BY seq DESC LIMIT ?`,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  ).map(toProcessRow);
}

export function countProcesses(db: ReadableDatabase, filter: ProcessFilter): number {
  return count(db, `SELECT count(*) AS count FROM process WHERE ${filters[filter]}`);
}

export function countByStatus(db: ReadableDatabase): ReadonlyMap<string, number> {
  const rows = all(db, `SELECT status, count(*) AS count FROM process GROUP BY status`);
  return new Map(rows.map((row) => [text(row, 'status'), integer(row, 'count')]));
}

export function countResumeFailures(db: ReadableDatabase): number {
  return count(db, `SELECT count(*) AS count FROM process WHERE resume_error IS NOT NULL`);
}
