import { describeHumanTask } from '../../service/human-tasks/describe-human-task.ts';
import { arrangingKinds, mostPreviousTasks } from '../../service/human-tasks/previous-tasks.ts';
import {
  readableAsk,
  type AssignmentQuestion,
  type LoadedAssignment,
} from '../../service/human-tasks/visible-assignment.ts';
import type { Instant } from '../../shared/clock.ts';
import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { namesOf } from '../store/people.ts';
import { findProcess } from '../store/processes.ts';
import { endedTasksBefore } from '../store/tasks.ts';
import { findWorkflowHead } from '../store/workflows.ts';
import { loadAssignment, loadAssignmentOf } from './load-assignment.ts';

/**
 * getHumanTask of seed 004: one assignment as the page shows it.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID
 */
export function getHumanTask(
  db: ReadableDatabase,
  hostId: string,
  actor: Actor,
  question: AssignmentQuestion,
  now: Instant,
): HumanTask {
  return readTogether(db, () =>
    describe(db, hostId, actor, loadAssignment(db, hostId, actor, question), now),
  );
}

/**
 * The same by the task.
 * @throws CountersignError TASK_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, ASSIGNMENT_NOT_FOUND
 */
export function getHumanTaskOf(
  db: ReadableDatabase,
  hostId: string,
  actor: Actor,
  question: { taskId: string; hostId?: string | undefined },
  now: Instant,
): HumanTask {
  return readTogether(db, () =>
    describe(db, hostId, actor, loadAssignmentOf(db, hostId, actor, question), now),
  );
}

function describe(
  db: ReadableDatabase,
  hostId: string,
  actor: Actor,
  { assignment, task }: LoadedAssignment,
  now: Instant,
): HumanTask {
  const ask = readableAsk(task);
  const process = findProcess(db, task.processId);
  const workflow = process === null ? null : findWorkflowHead(db, process.workflowId);
  if (process === null || workflow === null) throw new CountersignError('PROCESS_NOT_FOUND');
  const all = assignmentsOfTask(db, task.id);
  const before = endedTasksBefore(db, task.processId, task.seq, arrangingKinds, mostPreviousTasks);
  const names = namesOf(db);
  return describeHumanTask(
    { hostId, assignment, task, ask, process, workflow, all, before, names },
    actor,
    now,
  );
}
