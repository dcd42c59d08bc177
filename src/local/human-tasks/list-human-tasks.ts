import {
  describeRow,
  nextCursor,
  pageAsked,
  seesOthers,
  type ListPage,
  type ListQuestion,
} from '../../service/human-tasks/human-task-list.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { Instant } from '../../shared/clock.ts';
import type { HumanTaskRow } from '../../shared/contract/human-tasks.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { countDone, countOpen, pageOfDone, pageOfOpen } from '../store/assignment-pages.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { namesOf } from '../store/people.ts';
import { findTaskLine } from '../store/task-lines.ts';
import { workflowOfProcess } from '../store/workflows.ts';
import { hasDraft } from '../working-together/drafts.ts';

/** @throws CountersignError as `pageAsked` */
export function listHumanTasks(
  db: ReadableDatabase,
  actor: Actor,
  question: ListQuestion,
  now: Instant,
): { humanTasks: HumanTaskRow[]; total: number; nextCursor: string | null } {
  const page = pageAsked(question, actor);
  return readTogether(db, () => {
    const rows = rowsOf(db, page, question.limit);
    return {
      humanTasks: rows.map((row) => describe(db, row, actor, now)),
      total: page.kind === 'done' ? countDone(db, page.userId) : countOpen(db, page.whose, page.dueBefore),
      nextCursor: nextCursor(question, rows),
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

function rowsOf(db: ReadableDatabase, page: ListPage, limit: number): AssignmentRow[] {
  return page.kind === 'done'
    ? pageOfDone(db, page.userId, page.before, limit)
    : pageOfOpen(db, page.whose, page.dueBefore, page.after, limit);
}

function describe(db: ReadableDatabase, row: AssignmentRow, actor: Actor, now: Instant): HumanTaskRow {
  const task = findTaskLine(db, row.taskId);
  const workflow = workflowOfProcess(db, row.processId);
  if (task === null || workflow === null) throw new Error(`Assignment ${row.id} has no task`);
  const all = row.active ? assignmentsOfTask(db, row.taskId) : [];
  const entered = row.active && hasDraft(db, row.taskId, actor.userId);
  return describeRow({ row, task, workflow, all, hasDraft: entered }, namesOf(db), actor, now);
}
