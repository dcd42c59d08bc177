import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import { atThisMoment, currentClaim } from '../../shared/human-task/claim.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import { askTaskState, assignmentState } from '../assignments/assignment-state.ts';
import { taskTitle } from '../processes/describe-task.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { roleName } from '../store/people.ts';
import { findProcess, type ProcessRow } from '../store/processes.ts';
import type { TaskRow } from '../store/tasks.ts';
import { findWorkflowHead } from '../store/workflows.ts';
import { workflowReference } from '../workflows/workflow-reference.ts';
import { abilities } from '../../service/human-tasks/abilities.ts';
import { describeAssignment, nameOrNull } from './describe-assignments.ts';
import {
  loadAssignment,
  loadAssignmentOf,
  readableAsk,
  type AssignmentQuestion,
  type LoadedAssignment,
} from './load-assignment.ts';
import { previousTasks } from './previous-tasks.ts';

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
  const { wait } = task.instance;
  const process = findProcess(db, task.processId);
  const workflow = process === null ? null : findWorkflowHead(db, process.workflowId);
  if (process === null || workflow === null) throw new CountersignError('PROCESS_NOT_FOUND');
  const context = contextOf(process, task);
  const raw = ask.contextKeys === undefined || isAdministrator(actor);
  const rows = assignmentsOfTask(db, task.id);
  const states = rows.map((row) => atThisMoment(assignmentState(row), now));
  const state = atThisMoment(assignmentState(assignment), now);
  const claim = currentClaim(states, now);
  return {
    hostId,
    taskAsstId: assignment.id,
    taskId: task.id,
    processId: process.id,
    wfInstanceId: process.id,
    wfTaskId: task.instance.name,
    assignedTs: timestamp(assignment.assignedAt),
    assigneeId: assignment.assigneeId,
    assignmentStatusCode: state.status,
    claimedBy: claim?.claimedBy ?? null,
    claimedTs: timestampOrNull(claim?.claimedAt ?? null),
    deadlineTs: timestampOrNull(wait?.kind === 'approval' ? wait.deadline : assignment.deadlineAt),
    categoryCode: assignment.categoryCode,
    reasonCode: assignment.reasonCode,
    taskStatusCode: task.statusCode,
    workflow: workflowReference(workflow),
    ask,
    contextSummary: pick(context, ask.contextKeys ?? []),
    context: raw ? context : null,
    claimExpiresTs: timestampOrNull(claim?.expiresAt ?? null),
    ...abilities(state, askTaskState(task), states, actor, now),
    assigneeName: nameOrNull(db, assignment.assigneeId),
    claimedByName: nameOrNull(db, claim?.claimedBy ?? null),
    roleId: assignment.roleId,
    roleName: assignment.roleId === null ? null : roleName(db, assignment.roleId),
    assignments: rows.map((row) => describeAssignment(db, row, now)),
    previousTasks: previousTasks(db, task, raw),
    processInput: raw ? process.input : null,
    title: taskTitle(task.instance),
    workflowTitle: workflow.title,
    answer: task.instance.answer,
    completedTs: timestampOrNull(task.completedAt ?? assignment.endedAt),
    completedUser: task.completedUser,
    unassignedReason: assignment.unassignedReason,
    resumeFailed: process.resumeError !== null,
  };
}

/**
 * What the process knew when it asked: its input, then `$context`, which holds what tasks before exported, then what was handed
 * to the ask itself; where they name the same thing, the later one counts.
 */
function contextOf(process: ProcessRow, { instance }: TaskRow): JsonObject {
  return [process.input, instance.seen, instance.input].reduce<JsonObject>(
    (context, part) => (isJsonObject(part) ? { ...context, ...part } : context),
    isJsonObject(instance.input) || instance.input === null ? {} : { input: instance.input },
  );
}

/** The declared keys in their order; a key with dots reaches inside. Keys that are not there are left out. */
function pick(context: JsonObject, keys: readonly string[]): JsonObject {
  const found = keys.flatMap((key) => {
    const value = Object.hasOwn(context, key) ? context[key] : inside(context, key.split('.'));
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(found);
}

function inside(context: JsonObject, steps: readonly string[]): Json | undefined {
  return steps.reduce<Json | undefined>(
    (value, step) => (isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    context,
  );
}
