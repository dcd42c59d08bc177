import { timestamp, timestampOrNull } from '../../shared/clock.ts';
import type { TaskSummary } from '../../shared/contract/processes.ts';
import { CountersignError } from '../../shared/errors.ts';
import { answeredLabel } from '../../shared/human-task/answer-label.ts';
import { humanize, longestTitle, shortened, titleFromPrompt } from '../../shared/human-task/title.ts';
import { assignmentsOfTask, type AssignmentRow } from '../store/assignments.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { childrenOf } from '../store/child-processes.ts';
import { findProcess } from '../store/processes.ts';
import type { TaskLine } from '../store/task-lines.ts';
import { pageOfTasks, type TaskRow } from '../store/tasks.ts';
import { describeWait } from './describe-wait.ts';

/** What a task is called: its own title, else the first line of what it asks, else its name in the file. */
export function taskTitle({ title, ask, name }: Pick<TaskLine, 'title' | 'ask' | 'name'>): string {
  if (title !== null) return shortened(title, longestTitle);
  // What this version cannot read still has a name: lists go on showing it.
  const prompt: unknown = ask?.prompt;
  return typeof prompt === 'string' ? titleFromPrompt(prompt) : humanize(name);
}

export interface TasksPage {
  readonly tasks: TaskSummary[];
  readonly nextCursor: string | null;
}

/** A page of the timeline, in the order in which the tasks began. @throws CountersignError PROCESS_NOT_FOUND, INVALID_REQUEST */
export function describeTasks(
  db: ReadableDatabase,
  processId: string,
  page: { cursor: string | undefined; limit: number },
  viewer: string,
): TasksPage {
  const after = page.cursor === undefined ? 0 : Number(page.cursor);
  if (!Number.isSafeInteger(after))
    throw new CountersignError('INVALID_REQUEST', { message: 'Not a cursor' });
  return readTogether(db, () => {
    if (findProcess(db, processId) === null) throw new CountersignError('PROCESS_NOT_FOUND');
    const rows = pageOfTasks(db, processId, after, page.limit);
    return {
      tasks: rows.map((row) => summarizeTask(db, row, viewer)),
      nextCursor: rows.length < page.limit ? null : String(rows.at(-1)?.seq),
    };
  });
}

export function summarizeTask(db: ReadableDatabase, task: TaskRow, viewer: string): TaskSummary {
  const { id, processId, instance } = task;
  const { path, kind, wait } = instance;
  const assignment = kind === 'ask' ? shownAssignment(db, id, viewer) : undefined;
  const child = kind === 'run' ? childrenOf(db, processId, path)[0] : undefined;
  return {
    taskId: id,
    path,
    name: instance.name,
    title: taskTitle(instance),
    kind,
    statusCode: task.statusCode,
    attempt: instance.attempt,
    startedTs: timestamp(instance.startedAt),
    completedTs: timestampOrNull(task.completedAt ?? instance.endedAt),
    completedUser: task.completedUser,
    taskAsstId: assignment?.id ?? null,
    result: resultLine(task),
    comment: instance.answer?.comment ?? null,
    wait: task.statusCode === 'W' ? describeWait(db, { id, processId, path, wait }) : null,
    error: instance.error,
    reason: instance.reason,
    childProcessId: child?.id ?? null,
  };
}

/** Their own, else one that is open, else the latest. */
function shownAssignment(db: ReadableDatabase, taskId: string, viewer: string): AssignmentRow | undefined {
  const all = assignmentsOfTask(db, taskId);
  const own = all.filter(({ assigneeId }) => assigneeId === viewer);
  const shown = own.length > 0 ? own : all;
  return shown.find(({ active }) => active) ?? shown.at(-1);
}

/** One line of what came of a task; null when there is nothing to say. */
export function resultLine({ instance }: TaskRow): string | null {
  const { error, answer, ask, kind, next, status } = instance;
  if (error !== null) return error.detail ?? error.title ?? error.type;
  if (answer !== null && ask !== null) return answeredLabel(ask, answer);
  if (kind === 'switch' && next !== null && status === 'completed') return `→ ${humanize(next)}`;
  return null;
}
