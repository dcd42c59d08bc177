import { reopen, reopenedBegun, type Reopening } from '../../engine/reopen.ts';
import { commandOf } from '../../service/idempotency.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Caller } from '../caller.ts';
import type { Reach } from '../reach.ts';
import { once } from '../store/commands.ts';
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts';
import { findProcess } from '../store/processes.ts';
import { reopenProcess, retireTask } from '../store/retries.ts';
import { failedTasksOfProcess, findTask, findTaskAt, updateInstance } from '../store/tasks.ts';
import type { Writer } from '../store/writer.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';

/**
 * retryTask: a process that has failed goes on from the task that failed, in one transaction. The record of the failure stays,
 * as an attempt of its own; what had completed is not done again.
 * @returns the id of the process
 * @throws CountersignError TASK_NOT_FOUND, TASK_NOT_FAULTED, IDEMPOTENCY_MISMATCH
 */
export async function retryTask(
  { db, writer }: { db: WritableDatabase; writer: Writer },
  { actor, signedIn }: Caller,
  request: { readonly taskId: string; readonly idempotencyKey?: string | undefined },
  { now, reach }: { now: Instant; reach: Reach },
): Promise<string> {
  const { taskId } = request;
  const command = commandOf(actor.userId, 'retryTask', request);
  const processId = await writer.write(() => once(db, command, now, () => apply(db, taskId, signedIn, now)));
  reach('retry.recorded');
  return processId;
}

/**
 * The same by the process: from the task that failed, or from where the process failed by itself, with as much time as it had.
 * @returns the id of the process
 * @throws CountersignError PROCESS_NOT_FOUND, NOTHING_TO_RETRY, IDEMPOTENCY_MISMATCH
 */
export async function retryFailed(
  { db, writer }: { db: WritableDatabase; writer: Writer },
  { actor, signedIn }: Caller,
  request: { readonly processId: string; readonly idempotencyKey?: string | undefined },
  { now, reach }: { now: Instant; reach: Reach },
): Promise<string> {
  const { processId } = request;
  const command = commandOf(actor.userId, 'retryFailed', request);
  const retried = await writer.write(() =>
    once(db, command, now, () => {
      const process = findProcess(db, processId);
      if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
      const reopening = reopeningOf(db, process, now);
      if (reopening === null) throw new CountersignError('NOTHING_TO_RETRY');
      return undo(db, process, reopening, signedIn, now);
    }),
  );
  reach('retry.recorded');
  return retried;
}

/** Whether `retryTask` would do anything. */
export function isRetryable(db: ReadableDatabase, task: TaskRow): boolean {
  return task.statusCode === 'F' && reopeningBy(db, task, 0) !== null;
}

/** The task that a process has failed by; null: by none, or it has not failed. */
export function failedTaskOf(db: ReadableDatabase, process: ProcessRow): TaskRow | null {
  const failed = reopeningOf(db, process, 0)?.failed ?? null;
  return failed === null ? null : findTaskAt(db, process.id, failed.path);
}

function apply(db: WritableDatabase, taskId: string, user: string, now: Instant): string {
  const task = findTask(db, taskId);
  if (task === null) throw new CountersignError('TASK_NOT_FOUND');
  const process = findProcess(db, task.processId);
  const reopening = task.statusCode === 'F' ? reopeningBy(db, task, now) : null;
  if (process === null || reopening === null) throw new CountersignError('TASK_NOT_FAULTED');
  return undo(db, process, reopening, user, now);
}

function undo(
  db: WritableDatabase,
  process: ProcessRow,
  { retired, reopened }: Reopening,
  user: string,
  now: Instant,
): string {
  for (const { path } of retired) {
    const row = findTaskAt(db, process.id, path);
    if (row !== null) retireTask(db, row, { at: now, user });
  }
  for (const instance of reopened) updateInstance(db, process.id, instance);
  reopenProcess(db, process.id, reopenedBegun(process.begun, process.startedAt, now), now);
  return process.id;
}

/** Null: this task is not what its process failed by, nor around that. */
function reopeningBy(db: ReadableDatabase, { processId, instance }: TaskRow, now: Instant): Reopening | null {
  const process = findProcess(db, processId);
  const reopening = process === null ? null : reopeningOf(db, process, now);
  const path = reopening?.failed?.path;
  if (path === undefined) return null;
  return path === instance.path || path.startsWith(`${instance.path}/`) ? reopening : null;
}

/** Null: it has not failed. */
function reopeningOf(db: ReadableDatabase, { id, status }: ProcessRow, now: Instant): Reopening | null {
  if (status !== 'F') return null;
  const ended = failedTasksOfProcess(db, id).map((row) => row.instance);
  return reopen(ended, (path) => findTaskAt(db, id, path)?.instance, now);
}
