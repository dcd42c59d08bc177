import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { HumanTaskRow, TaskView } from '../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../shared/errors.ts';
import { answerLabel } from '../../shared/human-task/answer-label.ts';
import { quickAnswers } from '../../shared/human-task/quick-answers.ts';
import type { Actor } from '../../shared/human-task/settle.ts';
import { taskTitle } from '../processes/describe-task.ts';
import { countDone, countInbox, pageOfDone, pageOfInbox, type AssignmentRow } from '../store/assignments.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { findTaskLine } from '../store/task-lines.ts';
import { workflowOfProcess } from '../store/workflows.ts';
import { workflowReference } from '../workflows/workflow-reference.ts';

export interface ListQuestion {
  readonly view: TaskView;
  readonly dueBefore: Instant | null;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** getHumanTaskList of seed 004: the assignments of the current user only. @throws CountersignError INVALID_REQUEST */
export function listHumanTasks(
  db: ReadableDatabase,
  actor: Actor,
  question: ListQuestion,
): { humanTasks: HumanTaskRow[]; total: number; nextCursor: string | null } {
  return readTogether(db, () => {
    const rows = page(db, actor, question);
    const last = rows.at(-1);
    return {
      humanTasks: rows.map((row) => describeRow(db, row)),
      total: total(db, actor, question),
      nextCursor: last === undefined || rows.length < question.limit ? null : cursorOf(question.view, last),
    };
  });
}

export function countHumanTasks(
  db: ReadableDatabase,
  actor: Actor,
  dueBefore: Instant,
): { inbox: number; due: number; done: number } {
  return readTogether(db, () => ({
    inbox: countInbox(db, actor.userId, null),
    due: countInbox(db, actor.userId, dueBefore),
    done: countDone(db, actor.userId),
  }));
}

function page(db: ReadableDatabase, actor: Actor, question: ListQuestion): AssignmentRow[] {
  const { view, cursor, limit } = question;
  if (view === 'done') {
    const position = cursor === undefined ? null : numbers(cursor, 2);
    const before = position === null ? null : { endedAt: position[0] ?? 0, seq: position[1] ?? 0 };
    return pageOfDone(db, actor.userId, before, limit);
  }
  const position = cursor === undefined ? null : numbers(cursor, 3);
  const after =
    position === null
      ? null
      : { dueOrder: position[0] ?? 0, newestOrder: position[1] ?? 0, seq: position[2] ?? 0 };
  return pageOfInbox(db, actor.userId, dueBefore(question), after, limit);
}

function total(db: ReadableDatabase, actor: Actor, question: ListQuestion): number {
  if (question.view === 'done') return countDone(db, actor.userId);
  return countInbox(db, actor.userId, dueBefore(question));
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

function describeRow(db: ReadableDatabase, row: AssignmentRow): HumanTaskRow {
  const task = findTaskLine(db, row.taskId);
  const workflow = workflowOfProcess(db, row.processId);
  if (task === null || workflow === null || task.ask === null) throw new CountersignError('ASK_INVALID');
  const { ask, answer } = task;
  return {
    taskAsstId: row.id,
    taskId: row.taskId,
    processId: row.processId,
    title: taskTitle(task),
    mode: ask.mode,
    risk: ask.risk,
    workflow: workflowReference(workflow),
    wfTaskId: task.name,
    assignedTs: timestamp(row.assignedAt),
    assigneeId: row.assigneeId,
    assignmentStatusCode: row.status,
    taskStatusCode: task.statusCode,
    deadlineTs: timestampOrNull(row.deadlineAt),
    unread: row.active && row.readAt === null,
    quickAnswers: row.active ? quickAnswers(ask).options.map(({ label, value }) => ({ label, value })) : [],
    answerLabel: answer === null ? null : answerLabel(ask, answer.value),
    completedTs: timestampOrNull(row.endedAt),
  };
}
