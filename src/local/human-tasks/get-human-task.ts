import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../shared/errors.ts';
import { canComplete, isAdministrator, type Actor } from '../../shared/human-task/settle.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import { taskTitle } from '../processes/describe-task.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { findProcess, type ProcessRow } from '../store/processes.ts';
import type { TaskRow } from '../store/tasks.ts';
import { findWorkflowHead } from '../store/workflows.ts';
import { askTaskState, assignmentState, loadAssignment, type AssignmentQuestion } from './load-assignment.ts';
import { workflowReference } from '../workflows/workflow-reference.ts';

/**
 * getHumanTask of seed 004: one assignment as the page shows it.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK
 */
export function getHumanTask(
  db: ReadableDatabase,
  hostId: string,
  actor: Actor,
  question: AssignmentQuestion,
  now: Instant,
): HumanTask {
  return readTogether(db, () => {
    const { assignment, task } = loadAssignment(db, hostId, actor, question);
    const { ask, wait } = task.instance;
    if (ask === null) throw new CountersignError('NOT_AN_ASK');
    const process = findProcess(db, task.processId);
    const workflow = process === null ? null : findWorkflowHead(db, process.workflowId);
    if (process === null || workflow === null) throw new CountersignError('PROCESS_NOT_FOUND');
    const context = contextOf(process, task);
    const declared = ask.contextKeys !== undefined;
    const completable = canComplete(assignmentState(assignment), askTaskState(task), actor, now);
    return {
      hostId,
      taskAsstId: assignment.id,
      taskId: task.id,
      processId: process.id,
      wfInstanceId: process.id,
      wfTaskId: task.instance.name,
      assignedTs: timestamp(assignment.assignedAt),
      assigneeId: assignment.assigneeId,
      assignmentStatusCode: assignment.status,
      claimedBy: assignment.claimedBy,
      claimedTs: timestampOrNull(assignment.claimedAt),
      deadlineTs: timestampOrNull(wait?.kind === 'approval' ? wait.deadline : assignment.deadlineAt),
      categoryCode: assignment.categoryCode,
      reasonCode: assignment.reasonCode,
      taskStatusCode: task.statusCode,
      workflow: workflowReference(workflow),
      ask,
      contextSummary: pick(context, ask.contextKeys ?? []),
      context: declared && !isAdministrator(actor) ? null : context,
      claimExpiresTs: timestampOrNull(assignment.claimExpiresAt),
      canComplete: completable,
      readOnly: !completable,
      title: taskTitle(task.instance),
      workflowTitle: workflow.title,
      answer: task.instance.answer,
      completedTs: timestampOrNull(task.completedAt ?? assignment.endedAt),
      completedUser: task.completedUser,
      unassignedReason: assignment.unassignedReason,
      resumeFailed: process.resumeError !== null,
    };
  });
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
