import { reopen, reopenedBegun, type Reopening } from '../../engine/reopen.ts';
import type { TaskInstance } from '../../engine/process-state.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { once } from '../store/commands.ts';
import type { Reader, Tx } from '../store/database.ts';
import { findProcess, findProcessForUpdate } from '../store/processes.ts';
import { reopenProcess } from '../store/process-operations.ts';
import { retireTask } from '../store/retries.ts';
import { failedTasksOfProcess, findTask, findTasksAt, updateInstance } from '../store/tasks.ts';
import { enqueueWake } from '../store/wake-outbox.ts';

type Retrying = Pick<ServerParts, 'db' | 'clock' | 'engine' | 'reach'>;

/**
 * retryTask: a process that has failed goes on from the task that failed, in one transaction. The record of the failure stays,
 * as an attempt of its own; what had completed is not done again.
 * @returns the id of the process
 * @throws CountersignError TASK_NOT_FOUND, TASK_NOT_FAULTED, IDEMPOTENCY_MISMATCH
 */
export async function retryTask(
  parts: Retrying,
  caller: ServerCaller,
  { taskId, idempotencyKey }: { taskId: string; idempotencyKey?: string | undefined },
): Promise<string> {
  const key = idempotencyKey ?? null;
  const command = { actor: caller.actor.userId, key, action: 'retryTask', payload: { taskId } };
  return retry(parts, caller, command, async (tx, now) => {
    const task = await findTask(tx, taskId);
    if (task === null) throw new CountersignError('TASK_NOT_FOUND');
    const process = await findProcessForUpdate(tx, task.processId);
    const reopening =
      task.statusCode === 'F' && process !== null ? await reopeningBy(tx, process, task, now) : null;
    if (process === null || reopening === null) throw new CountersignError('TASK_NOT_FAULTED');
    return { process, reopening };
  });
}

/**
 * The same by the process: from the task that failed, or from where the process failed by itself, with as much time as it had.
 * @returns the id of the process
 * @throws CountersignError PROCESS_NOT_FOUND, NOTHING_TO_RETRY, IDEMPOTENCY_MISMATCH
 */
export async function retryFailed(
  parts: Retrying,
  caller: ServerCaller,
  { processId, idempotencyKey }: { processId: string; idempotencyKey?: string | undefined },
): Promise<string> {
  const key = idempotencyKey ?? null;
  const command = { actor: caller.actor.userId, key, action: 'retryFailed', payload: { processId } };
  return retry(parts, caller, command, async (tx, now) => {
    const process = await findProcessForUpdate(tx, processId);
    if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
    const reopening = await reopeningOf(tx, process, now);
    if (reopening === null) throw new CountersignError('NOTHING_TO_RETRY');
    return { process, reopening };
  });
}

/** Whether `retryTask` would do anything. */
export async function isRetryable(reader: Reader, task: TaskRow): Promise<boolean> {
  const process = task.statusCode === 'F' ? await findProcess(reader, task.processId) : null;
  return process !== null && (await reopeningBy(reader, process, task, 0)) !== null;
}

/** The task that a process has failed by; null: by none, or it has not failed. */
export async function failedTaskOf(reader: Reader, process: ProcessRow): Promise<TaskRow | null> {
  const failed = (await reopeningOf(reader, process, 0))?.failed ?? null;
  if (failed === null) return null;
  return (await findTasksAt(reader, process.id, [failed.path])).get(failed.path) ?? null;
}

async function retry(
  { db, clock, engine, reach }: Retrying,
  { actor, hostId }: ServerCaller,
  command: Parameters<typeof once>[1],
  find: (tx: Tx, now: Instant) => Promise<{ process: ProcessRow; reopening: Reopening }>,
): Promise<string> {
  const now = clock.now();
  return db.write(hostId, async (tx) => {
    const processId = await once(tx, command, now, async () => {
      const { process, reopening } = await find(tx, now);
      await undo(tx, process, reopening, actor.userId, now);
      return process.id;
    });
    tx.afterCommit(() => engine.nudge());
    reach('command.before-commit');
    return processId;
  });
}

async function undo(
  tx: Tx,
  process: ProcessRow,
  { retired, reopened }: Reopening,
  user: string,
  now: Instant,
): Promise<void> {
  const rows = await findTasksAt(
    tx,
    process.id,
    retired.map(({ path }) => path),
  );
  for (const row of rows.values()) await retireTask(tx, row, { at: now, user });
  for (const instance of reopened) await updateInstance(tx, process.id, instance);
  await reopenProcess(tx, process.id, reopenedBegun(process.begun, process.startedAt, now), now);
  await enqueueWake(tx, process.id, 'retry', now);
}

/** Null: this task is not what its process failed by, nor around that. */
async function reopeningBy(
  reader: Reader,
  process: ProcessRow,
  { instance }: TaskRow,
  now: Instant,
): Promise<Reopening | null> {
  const reopening = await reopeningOf(reader, process, now);
  const path = reopening?.failed?.path;
  if (path === undefined) return null;
  return path === instance.path || path.startsWith(`${instance.path}/`) ? reopening : null;
}

/** Null: it has not failed. */
async function reopeningOf(
  reader: Reader,
  { id, status }: ProcessRow,
  now: Instant,
): Promise<Reopening | null> {
  if (status !== 'F') return null;
  const ended = (await failedTasksOfProcess(reader, id)).map((row) => row.instance);
  // What is around a task that failed or was cancelled is all that is asked for besides.
  const around = await findTasksAt(reader, id, [...new Set(ended.flatMap(pathsAround))]);
  return reopen(ended, (path) => around.get(path)?.instance, now);
}

function pathsAround({ path }: TaskInstance): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 2).join('/'));
}
