import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { Instant } from '../../shared/clock.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import { assignmentColumns, toAssignment } from './assignments.ts';
import { flag, integerOrNull, text, textOrNull, type Reader } from './database.ts';

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

/** Of these assignments the user's own; without asks of which no document could be kept. */
export async function renderedTasks(
  reader: Reader,
  userId: string,
  assignmentIds: readonly string[],
): Promise<RenderedTask[]> {
  const rows = await reader.query(
    `SELECT ${columns}, task.status AS task_status, task.document_json, task.answer_json, task.completed_at,
       task.completed_user, process.resume_error IS NOT NULL AS resume_failed
     FROM assignment JOIN task ON task.id = assignment.task_id JOIN process ON process.id = assignment.process_id
     WHERE assignment.id = ANY ($1) AND assignment.assignee_id = $2 AND task.document_json IS NOT NULL`,
    assignmentIds,
    userId,
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
