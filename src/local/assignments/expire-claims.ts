import type { Instant } from '../../shared/clock.ts';
import { expiredClaims } from '../../shared/human-task/claim.ts';
import { assignmentsOfTask, offerAgain } from '../store/assignments.ts';
import type { WritableDatabase } from '../store/database.ts';
import { assignmentState } from '../../service/human-tasks/assignment-state.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import { byEngine } from '../../service/human-tasks/transition.ts';

/** Records of each claim whose time is up that it is, in the caller's transaction; the assignment is offered again. */
export function expireClaims(
  db: WritableDatabase,
  assignments: readonly AssignmentRow[],
  now: Instant,
): void {
  const expired = new Set<string>(expiredClaims(assignments.map(assignmentState), now));
  for (const row of assignments) {
    if (!expired.has(row.id)) continue;
    offerAgain(db, row, 'EXPIRED', byEngine(row.claimExpiresAt ?? now, row.assigneeId, 'claim_expired'));
  }
}

/** The assignments of a task with no claim left whose time is up: what a command decides on. */
export function currentAssignments(db: WritableDatabase, taskId: string, now: Instant): AssignmentRow[] {
  expireClaims(db, assignmentsOfTask(db, taskId), now);
  return assignmentsOfTask(db, taskId);
}
