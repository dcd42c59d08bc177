import type { PublishEffect } from '../../engine/effect.ts';
import type { TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import { toPublication, type PublicationRow } from '../../service/processes/publication-row.ts';
import type { Reader, Tx } from './database.ts';

/** Once for each task: the effect may run again after a crash. */
export async function insertPublication(
  tx: Tx,
  processId: string,
  path: TaskPath,
  { view, title, format, content }: PublishEffect,
  at: Instant,
): Promise<void> {
  await tx.run(
    `INSERT INTO publication (host_id, process_id, path, view, title, format, content_json, published_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    tx.hostId,
    processId,
    path,
    view,
    title,
    format,
    JSON.stringify(content),
    at,
  );
}

/** The last ones, the oldest first. */
export async function publicationsOfProcess(
  reader: Reader,
  processId: string,
  limit: number,
): Promise<PublicationRow[]> {
  const rows = await reader.query(
    `SELECT task.id AS task_id, view, publication.title AS title, format, content_json, published_at
     FROM publication JOIN task ON task.process_id = publication.process_id AND task.path = publication.path
     WHERE publication.process_id = $1 ORDER BY publication.seq DESC LIMIT $2`,
    processId,
    limit,
  );
  return rows.map(toPublication).toReversed();
}
