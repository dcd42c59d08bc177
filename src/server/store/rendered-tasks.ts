import { flag, integerOrNull, text, textOrNull } from '../../service/columns.ts';
import type { Instant } from '../../shared/clock.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import type { Reader } from './database.ts';

/** What a feed needs of the ask of one assignment. */
export interface RenderedTask {
  readonly assignmentId: string;
  readonly taskId: string;
  readonly statusCode: TaskStatus;
  /** See task-document.ts. */
  readonly document: string;
  readonly answerJson: string | null;
  readonly completedAt: Instant | null;
  readonly completedUser: string | null;
  readonly resumeFailed: boolean;
}

/** Of these assignments those that each user holds; without asks of which no document could be kept. */
export async function renderedTasks(
  reader: Reader,
  asked: readonly { readonly userId: string; readonly assignmentIds: readonly string[] }[],
): Promise<RenderedTask[]> {
  const ids = asked.flatMap(({ assignmentIds }) => assignmentIds);
  if (ids.length === 0) return [];
  const rows = await reader.query(
    `SELECT asked.id, assignment.task_id, task.status AS task_status, task.document_json, task.answer_json, task.completed_at,
       task.completed_user, process.resume_error IS NOT NULL AS resume_failed
     FROM unnest($1::uuid[], $2::text[]) AS asked (id, user_id)
     JOIN assignment ON assignment.id = asked.id AND assignment.assignee_id = asked.user_id
     JOIN task ON task.id = assignment.task_id JOIN process ON process.id = assignment.process_id
     WHERE task.document_json IS NOT NULL`,
    ids,
    asked.flatMap(({ userId, assignmentIds }) => assignmentIds.map(() => userId)),
  );
  return rows.map((row) => ({
    assignmentId: text(row, 'id'),
    taskId: text(row, 'task_id'),
    statusCode: text(row, 'task_status') as TaskStatus,
    document: text(row, 'document_json'),
    answerJson: textOrNull(row, 'answer_json'),
    completedAt: integerOrNull(row, 'completed_at'),
    completedUser: textOrNull(row, 'completed_user'),
    resumeFailed: flag(row, 'resume_failed'),
  }));
}
