import type { AssignmentQuestion } from '../../service/human-tasks/visible-assignment.ts';
import { tellOf } from '../assignments/tell-feed.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { markRead } from '../store/assignments.ts';
import { loadAssignment } from './load-assignment.ts';

/** The assignee has seen the task; of anybody else nothing is kept. @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN */
export async function readTask(
  { db, clock }: Pick<ServerParts, 'db' | 'clock'>,
  { hostId, actor }: ServerCaller,
  question: AssignmentQuestion,
): Promise<void> {
  await db.write(hostId, async (tx) => {
    const now = clock.now();
    const { assignment } = await loadAssignment(tx, actor, question);
    if (assignment.readAt !== null || assignment.assigneeId !== actor.userId) return;
    const read = await markRead(tx, assignment.id, now);
    if (read !== null) await tellOf(tx, [read], now);
  });
}
