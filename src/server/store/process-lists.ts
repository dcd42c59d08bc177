import { integer, text } from '../../service/columns.ts';
import { processColumns, toProcessRow, type ProcessRow } from '../../service/processes/process-row.ts';
import { first, type Reader } from './database.ts';

export type ProcessFilter = 'open' | 'ended' | 'all';

const filters: Record<ProcessFilter, string> = {
  open: `ended_at IS NULL`,
  ended: `ended_at IS NOT NULL`,
  all: 'TRUE',
};

/** The newest first; `before` is the seq of the last row of the page before. */
export async function pageOfProcesses(
  reader: Reader,
  filter: ProcessFilter,
  before: number | null,
  limit: number,
): Promise<ProcessRow[]> {
  const rows = await reader.query(
    `SELECT ${processColumns} FROM process
     WHERE host_id = $1 AND ${filters[filter]} AND seq < $2 ORDER BY seq DESC LIMIT $3`,
    reader.hostId,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  );
  return rows.map(toProcessRow);
}

export async function countProcesses(reader: Reader, filter: ProcessFilter): Promise<number> {
  const sql = `SELECT count(*) AS count FROM process WHERE host_id = $1 AND ${filters[filter]}`;
  return countOf(reader, sql);
}

export async function countByStatus(reader: Reader): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.query(
    `SELECT status, count(*) AS count FROM process WHERE host_id = $1 GROUP BY status`,
    reader.hostId,
  );
  return new Map(rows.map((row) => [text(row, 'status'), integer(row, 'count')]));
}

export async function countResumeFailures(reader: Reader): Promise<number> {
  const sql = `SELECT count(*) AS count FROM process WHERE host_id = $1 AND resume_error IS NOT NULL`;
  return countOf(reader, sql);
}

async function countOf(reader: Reader, sql: string): Promise<number> {
  const row = await first(reader, sql, reader.hostId);
  return row === undefined ? 0 : integer(row, 'count');
}
