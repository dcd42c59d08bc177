import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import {
  describeRow,
  nextCursor,
  pageAsked,
  seesOthers,
  type ListPage,
  type ListQuestion,
} from '../../service/human-tasks/human-task-list.ts';
import { hasEntries } from '../../service/working-together/draft-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { HumanTaskRow } from '../../shared/contract/human-tasks.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { countDone, countOpen, pageOfDone, pageOfOpen } from '../store/assignment-pages.ts';
import { assignmentsOfTasks } from '../store/assignments.ts';
import type { Reader } from '../store/database.ts';
import { namesFor } from '../store/directory.ts';
import { draftsOf, leftDrafts } from '../store/drafts.ts';
import { listedTasks } from '../store/listed-tasks.ts';

/** @throws CountersignError as `pageAsked` */
export async function listHumanTasks(
  reader: Reader,
  actor: Actor,
  question: ListQuestion,
  now: Instant,
): Promise<{ humanTasks: HumanTaskRow[]; total: number; nextCursor: string | null }> {
  const page = pageAsked(question, actor);
  const rows = await rowsOf(reader, page, question.limit);
  return {
    humanTasks: await describe(reader, rows, actor, now),
    total: await totalOf(reader, page),
    nextCursor: nextCursor(question, rows),
  };
}

export async function countHumanTasks(
  reader: Reader,
  actor: Actor,
  dueBefore: Instant,
): Promise<{ inbox: number; due: number; done: number; unassigned: number | null; all: number | null }> {
  const { userId } = actor;
  const others = seesOthers(actor);
  return {
    inbox: await countOpen(reader, { userId }, null),
    due: await countOpen(reader, { userId }, dueBefore),
    done: await countDone(reader, userId),
    unassigned: others ? await countOpen(reader, 'nobody', null) : null,
    all: others ? await countOpen(reader, 'everybody', null) : null,
  };
}

function rowsOf(reader: Reader, page: ListPage, limit: number): Promise<AssignmentRow[]> {
  return page.kind === 'done'
    ? pageOfDone(reader, page.userId, page.before, limit)
    : pageOfOpen(reader, page.whose, page.dueBefore, page.after, limit);
}

function totalOf(reader: Reader, page: ListPage): Promise<number> {
  return page.kind === 'done'
    ? countDone(reader, page.userId)
    : countOpen(reader, page.whose, page.dueBefore);
}

/** A few queries for the whole page. */
async function describe(
  reader: Reader,
  rows: readonly AssignmentRow[],
  actor: Actor,
  now: Instant,
): Promise<HumanTaskRow[]> {
  if (rows.length === 0) return [];
  const taskIds = [...new Set(rows.map(({ taskId }) => taskId))];
  const openIds = [...new Set(rows.flatMap(({ active, taskId }) => (active ? [taskId] : [])))];
  const tasks = await listedTasks(reader, taskIds);
  const all = await assignmentsOfTasks(reader, openIds);
  const own = await draftsOf(reader, openIds, actor.userId);
  const left = await leftDrafts(reader, openIds);
  const shown = [...rows, ...[...all.values()].flat()];
  const names = await namesFor(
    reader,
    shown.flatMap(({ assigneeId, claimedBy }) => [assigneeId, claimedBy]),
    [],
  );
  return rows.map((row) => {
    const found = tasks.get(row.taskId);
    if (found === undefined) throw new Error(`Assignment ${row.id} has no task`);
    const entered = own.get(row.taskId) ?? left.get(row.taskId) ?? null;
    const listed = { ...found, row, all: all.get(row.taskId) ?? [], hasDraft: hasEntries(entered) };
    return describeRow(listed, names, actor, now);
  });
}
