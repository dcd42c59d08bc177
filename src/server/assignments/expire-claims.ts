import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import { assignmentState } from '../../service/human-tasks/assignment-state.ts';
import { byEngine } from '../../service/human-tasks/transition.ts';
import type { Instant } from '../../shared/clock.ts';
import { expiredClaims } from '../../shared/human-task/claim.ts';
import { assignmentsOfTask, offerAgain, tasksWithExpiredClaims } from '../store/assignments.ts';
import type { Database, Tx } from '../store/database.ts';
import { findTaskForUpdate } from '../store/tasks.ts';
import { tellOf } from './tell-feed.ts';

/** In one look. */
const mostTogether = 500;

/**
 * The assignments of a task with no claim left whose time is up: what a command decides on. The caller has locked the task.
 */
export async function currentAssignments(tx: Tx, taskId: string, now: Instant): Promise<AssignmentRow[]> {
  const rows = await assignmentsOfTask(tx, taskId);
  const { all, expired } = withoutExpiredClaims(rows, now);
  await recordExpiredClaims(tx, expired, now);
  return all;
}

export interface CurrentAssignments {
  /** As they stand once that is recorded. */
  readonly all: AssignmentRow[];
  /** Those whose claim has ended, as they are recorded. */
  readonly expired: readonly AssignmentRow[];
}

/** The assignments of one task at this moment, and of which claims the end is still to be recorded. */
export function withoutExpiredClaims(rows: readonly AssignmentRow[], now: Instant): CurrentAssignments {
  const ended = new Set<string>(expiredClaims(rows.map(assignmentState), now));
  const all = rows.map((row): AssignmentRow => {
    if (!ended.has(row.id)) return row;
    return { ...row, status: 'ASSIGNED', claimedBy: null, claimedAt: null, claimExpiresAt: null };
  });
  return { all, expired: rows.filter(({ id }) => ended.has(id)) };
}

/** The caller has locked their tasks. */
export async function recordExpiredClaims(
  tx: Tx,
  expired: readonly AssignmentRow[],
  now: Instant,
): Promise<void> {
  for (const row of expired) {
    const transition = byEngine(row.claimExpiresAt ?? now, row.assigneeId, 'claim_expired');
    await offerAgain(tx, row, 'EXPIRED', transition);
  }
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
      const { all, expired } = withoutExpiredClaims(await assignmentsOfTask(tx, taskId), now);
      await recordExpiredClaims(tx, expired, now);
      if (expired.length > 0) await tellOf(tx, all, now);
    });
  }
  return due.length;
}
