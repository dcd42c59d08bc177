import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import { assignmentState } from '../../service/human-tasks/assignment-state.ts';
import { byEngine } from '../../service/human-tasks/transition.ts';
import type { Instant } from '../../shared/clock.ts';
import { expiredClaims } from '../../shared/human-task/claim.ts';
import { assignmentsOfTask, offerAgain, tasksWithExpiredClaims } from '../store/assignments.ts';
import type { Database, Tx } from '../store/database.ts';
import { findTaskForUpdate } from '../store/tasks.ts';
import { tellOfTasks } from './tell-feed.ts';

/** In one look. */
const mostTogether = 500;

/**
 * The assignments of a task with no claim left whose time is up: what a command decides on. The caller has locked the task.
 */
export async function currentAssignments(tx: Tx, taskId: string, now: Instant): Promise<AssignmentRow[]> {
  const rows = await assignmentsOfTask(tx, taskId);
  const hasExpired = await expire(tx, rows, now);
  return hasExpired ? assignmentsOfTask(tx, taskId) : rows;
}

/**
 * Records the end of claims whose time is up, of every host. A claim ends by itself, because every rule goes by the time; this
 * only writes down that it ended, and tells those who wait for it.
 * @returns how many tasks were looked at; as many as `mostTogether`: there may be more
 */
export async function expireClaims(db: Database, now: Instant): Promise<number> {
  const due = await db.readAllHosts((reader) => tasksWithExpiredClaims(reader, now, mostTogether));
  for (const { hostId, taskId } of due) {
    await db.write(hostId, async (tx) => {
      // Read again under the lock: what was released or extended meanwhile has not ended.
      await findTaskForUpdate(tx, taskId);
      if (await expire(tx, await assignmentsOfTask(tx, taskId), now)) await tellOfTasks(tx, [taskId], now);
    });
  }
  return due.length;
}

async function expire(tx: Tx, assignments: readonly AssignmentRow[], now: Instant): Promise<boolean> {
  const expired = new Set<string>(expiredClaims(assignments.map(assignmentState), now));
  for (const row of assignments) {
    if (!expired.has(row.id)) continue;
    const transition = byEngine(row.claimExpiresAt ?? now, row.assigneeId, 'claim_expired');
    await offerAgain(tx, row, 'EXPIRED', transition);
  }
  return expired.size > 0;
}
