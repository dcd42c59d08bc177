import type { Json } from '../../shared/json.ts';
import { integer, text, textOrNull } from '../../service/columns.ts';
import { first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';
import type { DraftRow } from '../../service/working-together/draft-state.ts';

/** The draft of a user for a task; null: nothing was ever saved. */
export function findDraft(db: ReadableDatabase, taskId: string, userId: string): DraftRow | null {
  const row = first(
    db,
    `SELECT revision, data_json, saved_at, saved_by FROM draft WHERE task_id = ? AND user_id = ?`,
    taskId,
    userId,
  );
  if (row === undefined) return null;
  const data = textOrNull(row, 'data_json');
  return {
    revision: integer(row, 'revision'),
    data: data === null ? null : (JSON.parse(data) as Json),
    savedAt: integer(row, 'saved_at'),
    savedBy: text(row, 'saved_by'),
  };
}

export function putDraft(db: WritableDatabase, taskId: string, userId: string, draft: DraftRow): void {
  run(
    db,
    `INSERT INTO draft (task_id, user_id, revision, data_json, saved_at, saved_by) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (task_id, user_id) DO UPDATE SET revision = excluded.revision, data_json = excluded.data_json,
       saved_at = excluded.saved_at, saved_by = excluded.saved_by`,
    taskId,
    userId,
    draft.revision,
    draft.data === null ? null : JSON.stringify(draft.data),
    draft.savedAt,
    draft.savedBy,
  );
}

/**
 * What somebody entered who was asked and is so no longer: it is there for whoever is asked now and has entered nothing. Of
 * several, the newest.
 */
export function findLeftDraft(db: ReadableDatabase, taskId: string): DraftRow | null {
  const row = first(
    db,
    `SELECT user_id FROM draft WHERE task_id = ? AND data_json IS NOT NULL
       AND user_id IN (SELECT assignee_id FROM assignment WHERE task_id = ? AND active = 0)
       AND user_id NOT IN
         (SELECT assignee_id FROM assignment WHERE task_id = ? AND active = 1 AND assignee_id IS NOT NULL)
     ORDER BY saved_at DESC LIMIT 1`,
    taskId,
    taskId,
    taskId,
  );
  return row === undefined ? null : findDraft(db, taskId, text(row, 'user_id'));
}

/** The task has ended: nothing can be entered any more. Called in the transaction that ends it. */
export function deleteDrafts(db: WritableDatabase, taskId: string): void {
  run(db, `DELETE FROM draft WHERE task_id = ?`, taskId);
}

/** Entries for answers that were never given. @returns how many */
export function deleteLeftDrafts(db: WritableDatabase): number {
  return run(
    db,
    `DELETE FROM draft WHERE (SELECT task.ended_at FROM task WHERE task.id = draft.task_id) IS NOT NULL`,
  );
}
