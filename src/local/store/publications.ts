import type { PublishEffect } from '../../engine/effect.ts';
import type { TaskPath } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import { toPublication, type PublicationRow } from '../../service/processes/publication-row.ts';
import { all, run, type ReadableDatabase, type WritableDatabase } from './database.ts';

/** Once for each task: the effect may run again after a crash. */
export function insertPublication(
  db: WritableDatabase,
  processId: string,
  path: TaskPath,
  { view, title, format, content }: PublishEffect,
  at: Instant,
): void {
  run(
    db,
    `INSERT INTO publication (process_id, path, view, title, format, content_json, published_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
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
export function publicationsOfProcess(
  db: ReadableDatabase,
  processId: string,
  limit: number,
): PublicationRow[] {
  return all(
    db,
    `SELECT task.id AS task_id, view, publication.title AS title, format, content_json, published_at
     FROM publication JOIN task ON task.process_id = publication.process_id AND task.path = publication.path
     WHERE publication.process_id = ? ORDER BY publication.seq DESC LIMIT ?`,
    processId,
    limit,
  )
    .map(toPublication)
    .toReversed();
}
