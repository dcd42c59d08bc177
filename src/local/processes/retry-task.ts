import { reopen, reopenedBegun, type Reopening } from '../../engine/reopen.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Caller } from '../caller.ts';
import type { Reach } from '../reach.ts';
import { once } from '../store/commands.ts';
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts';
import { findProcess } from '../store/processes.ts';
import { reopenProcess, retireTask } from '../store/retries.ts';
import { failedTasksOfProcess, findTask, findTaskAt, updateInstance, type TaskRow } from '../store/tasks.ts';
import type { Writer } from '../store/writer.ts';

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
  const { taskId, idempotencyKey: key = null } = request;
  const command = { actor: actor.userId, key, action: 'retryTask', payload: { taskId } };
  const processId = await writer.write(() => once(db, command, now, () => apply(db, taskId, signedIn, now)));
  reach('retry.recorded');
  return processId;
}

/** Whether `retryTask` would do anything. */
export function isRetryable(db: ReadableDatabase, task: TaskRow): boolean {
  return task.statusCode === 'F' && reopeningBy(db, task, 0) !== null;
}

function apply(db: WritableDatabase, taskId: string, user: string, now: Instant): string {
  const task = findTask(db, taskId);
  if (task === null) throw new CountersignError('TASK_NOT_FOUND');
  const process = findProcess(db, task.processId);
  const reopening = task.statusCode === 'F' ? reopeningBy(db, task, now) : null;
  if (process === null || reopening === null) throw new CountersignError('TASK_NOT_FAULTED');
  for (const { path } of reopening.retired) {
    const row = findTaskAt(db, process.id, path);
    if (row !== null) retireTask(db, row, { at: now, user });
  }
  for (const instance of reopening.reopened) updateInstance(db, process.id, instance);
  reopenProcess(db, process.id, reopenedBegun(process.begun, process.startedAt, now), now);
  return process.id;
}

/** Null: this task is not what its process failed by, nor around that. */
function reopeningBy(db: ReadableDatabase, task: TaskRow, now: Instant): Reopening | null {
  const { processId, instance } = task;
  if (findProcess(db, processId)?.status !== 'F') return null;
  const ended = failedTasksOfProcess(db, processId).map((row) => row.instance);
  const at = (path: string) => findTaskAt(db, processId, path)?.instance;
  const reopening = reopen(ended, at, now);
  if (reopening === null) return null;
  const { path } = reopening.failed;
  return path === instance.path || path.startsWith(`${instance.path}/`) ? reopening : null;
}
