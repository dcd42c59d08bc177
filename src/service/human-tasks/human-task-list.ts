import { timestamp, timestampOrNull, type Instant } from '../../shared/clock.ts';
import type { HumanTaskRow, TaskView } from '../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../shared/errors.ts';
import { mayOverride, mayReassign, type Actor } from '../../shared/human-task/actor.ts';
import { answeredLabel } from '../../shared/human-task/answer-label.ts';
import { Ask } from '../../shared/human-task/ask.ts';
import { atThisMoment, currentClaim } from '../../shared/human-task/claim.ts';
import { quickAnswers } from '../../shared/human-task/quick-answers.ts';
import { userNameOrNull, type Names } from '../names.ts';
import type { TaskLine } from '../processes/task-row.ts';
import { taskTitle } from '../processes/task-title.ts';
import { workflowReference, type NamedWorkflow } from '../workflow-reference.ts';
import type { AssignmentRow } from './assignment-row.ts';
import { assignmentState } from './assignment-state.ts';

export interface ListQuestion {
  readonly view: TaskView;
  readonly dueBefore: Instant | null;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** Whose open assignments: one user's, those that nobody holds, or everybody's. */
export type Whose = { readonly userId: string } | 'nobody' | 'everybody';

export interface InboxPosition {
  readonly dueOrder: number;
  readonly newestOrder: number;
  readonly seq: number;
}

export interface DonePosition {
  readonly endedAt: Instant;
  readonly seq: number;
}

/** A page of the list, as the stores know it. */
export type ListPage =
  | { readonly kind: 'done'; readonly userId: string; readonly before: DonePosition | null }
  | {
      readonly kind: 'open';
      readonly whose: Whose;
      readonly dueBefore: Instant | null;
      readonly after: InboxPosition | null;
    };

/**
 * getHumanTaskList of seed 004: the assignments of the current user only; for who may see them, those of others too.
 * @throws CountersignError INVALID_REQUEST, FORBIDDEN
 */
export function pageAsked(question: ListQuestion, actor: Actor): ListPage {
  const { view, cursor } = question;
  const whose = whoseTasks(view, actor);
  if (view === 'done') {
    const [endedAt = 0, seq = 0] = cursor === undefined ? [] : numbers(cursor, 2);
    return { kind: 'done', userId: actor.userId, before: cursor === undefined ? null : { endedAt, seq } };
  }
  const [dueOrder = 0, newestOrder = 0, seq = 0] = cursor === undefined ? [] : numbers(cursor, 3);
  const after = cursor === undefined ? null : { dueOrder, newestOrder, seq };
  return { kind: 'open', whose, dueBefore: dueBefore(question), after };
}

/** Where the next page begins; null: there is none. */
export function nextCursor({ view, limit }: ListQuestion, rows: readonly AssignmentRow[]): string | null {
  const row = rows.at(-1);
  if (row === undefined || rows.length < limit) return null;
  return view === 'done' ? `${row.endedAt}_${row.seq}` : `${row.dueOrder}_${row.newestOrder}_${row.seq}`;
}

export function seesOthers(actor: Actor): boolean {
  return mayOverride(actor) || mayReassign(actor);
}

/** What a row of the list is made of, as a store has it. */
export interface ListedTask {
  readonly row: AssignmentRow;
  readonly task: TaskLine;
  readonly workflow: NamedWorkflow;
  /** Of a row that is active: everyone who was asked. */
  readonly all: readonly AssignmentRow[];
  /** Whether the caller finds something entered. */
  readonly hasDraft: boolean;
}

export function describeRow(listed: ListedTask, names: Names, actor: Actor, now: Instant): HumanTaskRow {
  const { row, task } = listed;
  // What cannot be read is listed all the same; its page says that it cannot be.
  const ask = Ask.safeParse(task.ask).data ?? null;
  const claim = row.active ? currentClaim(listed.all.map(assignmentState), now) : null;
  const isMine = row.assigneeId === actor.userId && (claim === null || claim.claimedBy === actor.userId);
  return {
    taskAsstId: row.id,
    taskId: row.taskId,
    processId: row.processId,
    title: taskTitle(task),
    mode: ask?.mode ?? 'text',
    risk: ask?.risk ?? 'low',
    workflow: workflowReference(listed.workflow),
    wfTaskId: task.name,
    assignedTs: timestamp(row.assignedAt),
    assigneeId: row.assigneeId,
    assigneeName: userNameOrNull(names, row.assigneeId),
    roleId: row.roleId,
    assignmentStatusCode: atThisMoment(assignmentState(row), now).status,
    taskStatusCode: task.statusCode,
    claimedBy: claim?.claimedBy ?? null,
    claimedByName: userNameOrNull(names, claim?.claimedBy ?? null),
    claimExpiresTs: timestampOrNull(claim?.expiresAt ?? null),
    unassignedReason: row.active && row.assigneeId !== null ? null : row.unassignedReason,
    deadlineTs: timestampOrNull(row.deadlineAt),
    unread: row.active && row.readAt === null,
    hasDraft: row.active && listed.hasDraft,
    quickAnswers:
      row.active && isMine && ask !== null
        ? quickAnswers(ask).options.map(({ label, value }) => ({ label, value }))
        : [],
    answerLabel: task.answer === null || ask === null ? null : answeredLabel(ask, task.answer),
    completedTs: timestampOrNull(row.endedAt),
  };
}

function whoseTasks(view: TaskView, actor: Actor): Whose {
  if (view !== 'all' && view !== 'unassigned') return { userId: actor.userId };
  if (!seesOthers(actor)) throw new CountersignError('FORBIDDEN');
  return view === 'all' ? 'everybody' : 'nobody';
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

function numbers(cursor: string, length: number): number[] {
  const parts = cursor.split('_').map(Number);
  if (parts.length === length && parts.every(Number.isFinite)) return parts;
  throw new CountersignError('INVALID_REQUEST', {
    details: { fields: [{ pointer: '/cursor', message: 'Not a cursor of this list.' }] },
  });
}
