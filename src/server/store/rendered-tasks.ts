import { flag, integerOrNull, text, textOrNull } from '../../service/columns.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { Instant } from '../../shared/clock.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import { assignmentColumns, toAssignment } from './assignments.ts';
import type { Reader } from './database.ts';

/** What a feed needs of one assignment and its ask. */
export interface RenderedTask {
  readonly row: AssignmentRow;
  readonly statusCode: TaskStatus;
  /** See task-document.ts. */
  readonly document: string;
  readonly answerJson: string | null;
  readonly completedAt: Instant | null;
  readonly completedUser: string | null;
  readonly resumeFailed: boolean;
}

const columns = assignmentColumns
  .split(', ')
  .map((column) => `assignment.${column}`)
  .join(', ');

/** Of these assignments those that each user holds; without asks of which no document could be kept. */
export async function renderedTasks(
  reader: Reader,
  asked: readonly { readonly userId: string; readonly assignmentIds: readonly string[] }[],
): Promise<RenderedTask[]> {
  const ids = asked.flatMap(({ assignmentIds }) => assignmentIds);
  if (ids.length === 0) return [];
  const rows = await reader.query(
    `SELECT ${columns}, task.status AS task_status, task.document_json, task.answer_json, task.completed_at,
       task.completed_user, process.resume_error IS NOT NULL AS resume_failed
     FROM unnest($1::uuid[], $2::text[]) AS asked (id, user_id)
     JOIN assignment ON assignment.id = asked.id AND assignment.assignee_id = asked.user_id
     JOIN task ON task.id = assignment.task_id JOIN process ON process.id = assignment.process_id
     WHERE task.document_json IS NOT NULL`,
    ids,
    asked.flatMap(({ userId, assignmentIds }) => assignmentIds.map(() => userId)),
  );
  return rows.map((row) => ({
    row: toAssignment(row),
    statusCode: text(row, 'task_status') as TaskStatus,
    document: text(row, 'document_json'),
    answerJson: textOrNull(row, 'answer_json'),
    completedAt: integerOrNull(row, 'completed_at'),
    completedUser: textOrNull(row, 'completed_user'),
    resumeFailed: flag(row, 'resume_failed'),
  }));
}
