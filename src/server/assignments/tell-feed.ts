import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { Instant } from '../../shared/clock.ts';
import { wasTakenAway } from '../../shared/human-task/taken-away.ts';
import { recordFeeds } from '../feed/record-feed.ts';
import { assignmentsOfTasks } from '../store/assignments.ts';
import type { Tx } from '../store/database.ts';

// T1: who tells of a task has locked it, or the one assignment that is told of, before reading what is told: otherwise a place
//     that is taken away meanwhile would come back to its feed.

/**
 * Moves what these tasks show to the end of the feeds of everyone who holds them: each of their rows also says how the others
 * stand. Whom a task was taken from is told once that it is gone.
 * @param lost the assignments that this transaction has taken away
 */
export async function tellOfTasks(
  tx: Tx,
  taskIds: readonly string[],
  now: Instant,
  lost: ReadonlySet<string> = new Set(),
): Promise<void> {
  const rows = await assignmentsOfTasks(tx, taskIds);
  await tellOf(tx, [...rows.values()].flat(), now, lost);
}

/** The same with all assignments of the tasks, as they stand now or before whatever changed them took nothing away. */
export async function tellOf(
  tx: Tx,
  rows: readonly AssignmentRow[],
  now: Instant,
  lost: ReadonlySet<string> = new Set(),
): Promise<void> {
  const places = rows.flatMap((row) => {
    const { id: assignmentId, taskId, assigneeId: userId } = row;
    const gone = wasTakenAway(row);
    if (userId === null || (gone && !lost.has(assignmentId))) return [];
    return [{ userId, assignmentId, taskId, gone }];
  });
  await recordFeeds(tx, places, now);
}
