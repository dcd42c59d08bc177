import type { AssignmentStatus, Source } from '../../shared/human-task/status.ts';
import { integer, text, textOrNull } from '../../service/columns.ts';
import { all, run, type ReadableDatabase, type WritableDatabase } from './database.ts';
import type { Transition, TransitionRow } from '../../service/human-tasks/transition.ts';

export function recordTransition(
  db: WritableDatabase,
  assignment: { readonly id: string; readonly taskId: string },
  status: AssignmentStatus,
  transition: Transition,
): void {
  run(
    db,
    `INSERT INTO assignment_history (assignment_id, task_id, at, status, actor, acting_as, effective_user, source, reason,
       note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    assignment.id,
    assignment.taskId,
    transition.at,
    status,
    transition.actor,
    transition.actingAs,
    transition.effectiveUser ?? '',
    transition.source,
    transition.reason,
    transition.note,
  );
}

export function transitionsOfTask(db: ReadableDatabase, taskId: string): TransitionRow[] {
  return all(
    db,
    `SELECT assignment_id, at, status, actor, acting_as, effective_user, source, reason, note FROM assignment_history
     WHERE task_id = ? ORDER BY seq`,
    taskId,
  ).map((row) => {
    const effectiveUser = text(row, 'effective_user');
    return {
      assignmentId: text(row, 'assignment_id'),
      at: integer(row, 'at'),
      status: text(row, 'status') as AssignmentStatus,
      actor: text(row, 'actor'),
      actingAs: textOrNull(row, 'acting_as'),
      effectiveUser: effectiveUser === '' ? null : effectiveUser,
      source: text(row, 'source') as Source,
      reason: textOrNull(row, 'reason'),
      note: textOrNull(row, 'note'),
    };
  });
}
