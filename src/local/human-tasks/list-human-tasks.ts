import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { HumanTaskRow, TaskView } from '../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../shared/errors.ts';
import { mayOverride, mayReassign, type Actor } from '../../shared/human-task/actor.ts';
import { answeredLabel } from '../../shared/human-task/answer-label.ts';
import { Ask } from '../../shared/human-task/ask.ts';
import { atThisMoment, currentClaim } from '../../shared/human-task/claim.ts';
import { quickAnswers } from '../../shared/human-task/quick-answers.ts';
import { assignmentState } from '../assignments/assignment-state.ts';
import { taskTitle } from '../processes/describe-task.ts';
import { countDone, countOpen, pageOfDone, pageOfOpen, type Whose } from '../store/assignment-pages.ts';
import { assignmentsOfTask, type AssignmentRow } from '../store/assignments.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { findTaskLine } from '../store/task-lines.ts';
import { workflowOfProcess } from '../store/workflows.ts';
import { hasDraft } from '../working-together/drafts.ts';
import { nameOrNull } from './describe-assignments.ts';
import { workflowReference } from '../workflows/workflow-reference.ts';

export interface ListQuestion {
  readonly view: TaskView;
  readonly dueBefore: Instant | null;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/**
 * getHumanTaskList of seed 004: the assignments of the current user only; for who may see them, those of others too.
 * @throws CountersignError INVALID_REQUEST, FORBIDDEN
 */
export function listHumanTasks(
  db: ReadableDatabase,
  actor: Actor,
  question: ListQuestion,
  now: Instant,
): { humanTasks: HumanTaskRow[]; total: number; nextCursor: string | null } {
  const whose = whoseTasks(question.view, actor);
  return readTogether(db, () => {
    const rows = page(db, whose, question);
    const last = rows.at(-1);
    return {
      humanTasks: rows.map((row) => describeRow(db, row, actor, now)),
      total: total(db, whose, question),
      nextCursor: last === undefined || rows.length < question.limit ? null : cursorOf(question.view, last),
    };
  });
}

export function countHumanTasks(
  db: ReadableDatabase,
  actor: Actor,
  dueBefore: Instant,
): { inbox: number; due: number; done: number; unassigned: number | null; all: number | null } {
  const { userId } = actor;
  return readTogether(db, () => ({
    inbox: countOpen(db, { userId }, null),
    due: countOpen(db, { userId }, dueBefore),
    done: countDone(db, userId),
    unassigned: seesOthers(actor) ? countOpen(db, 'nobody', null) : null,
    all: seesOthers(actor) ? countOpen(db, 'everybody', null) : null,
  }));
}

function whoseTasks(view: TaskView, actor: Actor): Whose {
  if (view !== 'all' && view !== 'unassigned') return { userId: actor.userId };
  if (!seesOthers(actor)) throw new CountersignError('FORBIDDEN');
  return view === 'all' ? 'everybody' : 'nobody';
}

function seesOthers(actor: Actor): boolean {
  return mayOverride(actor) || mayReassign(actor);
}

function page(db: ReadableDatabase, whose: Whose, question: ListQuestion): AssignmentRow[] {
  const { view, cursor, limit } = question;
  if (view === 'done' && typeof whose !== 'string') {
    const position = cursor === undefined ? null : numbers(cursor, 2);
    const before = position === null ? null : { endedAt: position[0] ?? 0, seq: position[1] ?? 0 };
    return pageOfDone(db, whose.userId, before, limit);
  }
  const position = cursor === undefined ? null : numbers(cursor, 3);
  const after =
    position === null
      ? null
      : { dueOrder: position[0] ?? 0, newestOrder: position[1] ?? 0, seq: position[2] ?? 0 };
  return pageOfOpen(db, whose, dueBefore(question), after, limit);
}

function total(db: ReadableDatabase, whose: Whose, question: ListQuestion): number {
  if (question.view === 'done' && typeof whose !== 'string') return countDone(db, whose.userId);
  return countOpen(db, whose, dueBefore(question));
}

function dueBefore(question: ListQuestion): Instant | null {
  if (question.view !== 'due') return null;
  if (question.dueBefore !== null) return question.dueBefore;
  throw new CountersignError('INVALID_REQUEST', {
    details: {
      fields: [{ pointer: '/dueBefore', message: 'Needed for the view "due": the end of your day.' }],
    },
  });
}

function cursorOf(view: TaskView, row: AssignmentRow): string {
  return view === 'done' ? `${row.endedAt}_${row.seq}` : `${row.dueOrder}_${row.newestOrder}_${row.seq}`;
}

function numbers(cursor: string, length: number): number[] {
  const parts = cursor.split('_').map(Number);
  if (parts.length === length && parts.every(Number.isFinite)) return parts;
  throw new CountersignError('INVALID_REQUEST', {
    details: { fields: [{ pointer: '/cursor', message: 'Not a cursor of this list.' }] },
  });
}

function describeRow(db: ReadableDatabase, row: AssignmentRow, actor: Actor, now: Instant): HumanTaskRow {
  const task = findTaskLine(db, row.taskId);
  const workflow = workflowOfProcess(db, row.processId);
  if (task === null || workflow === null) throw new Error(`Assignment ${row.id} has no task`);
  // What cannot be read is listed all the same; its page says that it cannot be.
  const ask = Ask.safeParse(task.ask).data ?? null;
  const claim = row.active ? claimOf(db, row, now) : null;
  const isMine = row.assigneeId === actor.userId && (claim === null || claim.claimedBy === actor.userId);
  return {
    taskAsstId: row.id,
    taskId: row.taskId,
    processId: row.processId,
    title: taskTitle(task),
    mode: ask?.mode ?? 'text',
    risk: ask?.risk ?? 'low',
    workflow: workflowReference(workflow),
    wfTaskId: task.name,
    assignedTs: timestamp(row.assignedAt),
    assigneeId: row.assigneeId,
    assigneeName: nameOrNull(db, row.assigneeId),
    roleId: row.roleId,
    assignmentStatusCode: atThisMoment(assignmentState(row), now).status,
    taskStatusCode: task.statusCode,
    claimedBy: claim?.claimedBy ?? null,
    claimedByName: nameOrNull(db, claim?.claimedBy ?? null),
    claimExpiresTs: timestampOrNull(claim?.expiresAt ?? null),
    unassignedReason: row.active && row.assigneeId !== null ? null : row.unassignedReason,
    deadlineTs: timestampOrNull(row.deadlineAt),
    unread: row.active && row.readAt === null,
    hasDraft: row.active && hasDraft(db, row.taskId, actor.userId),
    quickAnswers:
      row.active && isMine && ask !== null
        ? quickAnswers(ask).options.map(({ label, value }) => ({ label, value }))
        : [],
    answerLabel: task.answer === null || ask === null ? null : answeredLabel(ask, task.answer),
    completedTs: timestampOrNull(row.endedAt),
  };
}

function claimOf(db: ReadableDatabase, row: AssignmentRow, now: Instant) {
  return currentClaim(assignmentsOfTask(db, row.taskId).map(assignmentState), now);
}
