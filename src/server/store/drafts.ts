import { integer, text, textOrNull } from '../../service/columns.ts';
import type { DraftRow } from '../../service/working-together/draft-state.ts';
import type { Json } from '../../shared/json.ts';
import type { Reader, Row, Tx } from './database.ts';

/** The drafts of a user, by task; a task for which nothing was ever saved is not there. */
export async function draftsOf(
  reader: Reader,
  taskIds: readonly string[],
  userId: string,
): Promise<Map<string, DraftRow>> {
  const rows = await reader.query(
    `SELECT task_id, revision, data_json, saved_at, saved_by FROM draft WHERE task_id = ANY ($1) AND user_id = $2`,
    taskIds,
    userId,
  );
  return new Map(rows.map((row) => [text(row, 'task_id'), toDraft(row)]));
}

/**
 * What somebody entered who was asked and is so no longer, by task: it is there for whoever is asked now and has entered nothing.
 * Of several, the newest.
 */
export async function leftDrafts(reader: Reader, taskIds: readonly string[]): Promise<Map<string, DraftRow>> {
  const rows = await reader.query(
    `SELECT DISTINCT ON (task_id) task_id, revision, data_json, saved_at, saved_by FROM draft
     WHERE task_id = ANY ($1) AND data_json IS NOT NULL
       AND EXISTS (SELECT 1 FROM assignment
         WHERE assignment.task_id = draft.task_id AND assignee_id = draft.user_id AND NOT active)
       AND NOT EXISTS (SELECT 1 FROM assignment
         WHERE assignment.task_id = draft.task_id AND assignee_id = draft.user_id AND active)
     ORDER BY task_id, saved_at DESC`,
    taskIds,
  );
  return new Map(rows.map((row) => [text(row, 'task_id'), toDraft(row)]));
}

export async function putDraft(tx: Tx, taskId: string, userId: string, draft: DraftRow): Promise<void> {
  await tx.run(
    `INSERT INTO draft (host_id, task_id, user_id, revision, data_json, saved_at, saved_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (task_id, user_id) DO UPDATE SET revision = excluded.revision, data_json = excluded.data_json,
       saved_at = excluded.saved_at, saved_by = excluded.saved_by`,
    tx.hostId,
    taskId,
    userId,
    draft.revision,
    draft.data === null ? null : JSON.stringify(draft.data),
    draft.savedAt,
    draft.savedBy,
  );
}

/** The task has ended: nothing can be entered any more. Called in the transaction that ends it. */
export async function deleteDrafts(tx: Tx, taskId: string): Promise<void> {
  await tx.run(`DELETE FROM draft WHERE task_id = $1`, taskId);
}

function toDraft(row: Row): DraftRow {
  const data = textOrNull(row, 'data_json');
  return {
    revision: integer(row, 'revision'),
    data: data === null ? null : (JSON.parse(data) as Json),
    savedAt: integer(row, 'saved_at'),
    savedBy: text(row, 'saved_by'),
  };
}
