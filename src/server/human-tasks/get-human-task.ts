import { describeHumanTask } from '../../service/human-tasks/describe-human-task.ts';
import {
  readableAsk,
  type AssignmentQuestion,
  type LoadedAssignment,
} from '../../service/human-tasks/visible-assignment.ts';
import type { Instant } from '../../shared/clock.ts';
import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import type { Reader } from '../store/database.ts';
import { namesFor } from '../store/directory.ts';
import { loadAssignment, loadAssignmentOf } from './load-assignment.ts';
import { loadAskedTask } from './task-document.ts';

/**
 * getHumanTask of seed 004: one assignment as the page shows it.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID
 */
export async function getHumanTask(
  reader: Reader,
  actor: Actor,
  question: AssignmentQuestion,
  now: Instant,
): Promise<HumanTask> {
  return describe(reader, actor, await loadAssignment(reader, actor, question), now);
}

/**
 * The same by the task.
 * @throws CountersignError TASK_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, ASSIGNMENT_NOT_FOUND
 */
export async function getHumanTaskOf(
  reader: Reader,
  actor: Actor,
  question: { taskId: string; hostId?: string | undefined },
  now: Instant,
): Promise<HumanTask> {
  return describe(reader, actor, await loadAssignmentOf(reader, actor, question), now);
}

async function describe(
  reader: Reader,
  actor: Actor,
  { assignment, task }: LoadedAssignment,
  now: Instant,
): Promise<HumanTask> {
  const ask = readableAsk(task);
  const asked = await loadAskedTask(reader, task, ask);
  const all = await assignmentsOfTask(reader, task.id);
  const names = await namesFor(
    reader,
    all.flatMap(({ assigneeId, claimedBy }) => [assigneeId, claimedBy]),
    all.map(({ roleId }) => roleId),
  );
  return describeHumanTask({ ...asked, assignment, all, names }, actor, now);
}
