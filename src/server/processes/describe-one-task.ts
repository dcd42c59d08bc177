import { configurationAt } from '../../service/processes/configuration-at.ts';
import { describeAttempts } from '../../service/processes/describe-attempts.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import { workflowReference } from '../../service/workflow-reference.ts';
import type { TaskDetail } from '../../shared/contract/processes.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import { Ask } from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';
import { mayOperate } from '../../shared/permissions.ts';
import type { Definitions } from '../host/definitions.ts';
import type { Reader } from '../store/database.ts';
import { findProcess } from '../store/processes.ts';
import { pathOf, retriesAt } from '../store/retries.ts';
import { findTask } from '../store/tasks.ts';
import { findWorkflowHead } from '../store/workflows.ts';
import { summarizeTasks } from './describe-tasks.ts';
import { isRetryable } from './retry-task.ts';

/** One task with its configuration and data, for operators. @throws CountersignError TASK_NOT_FOUND */
export async function describeOneTask(
  reader: Reader,
  definitions: Definitions,
  actor: Actor,
  taskId: string,
): Promise<TaskDetail> {
  const task = await findTask(reader, taskId);
  const process = task === null ? null : await findProcess(reader, task.processId);
  const workflow = process === null ? null : await findWorkflowHead(reader, process.workflowId);
  const [summary] = task === null ? [] : await summarizeTasks(reader, [task], actor.userId);
  if (task === null || process === null || workflow === null || summary === undefined) {
    throw new CountersignError('TASK_NOT_FOUND');
  }
  const { instance } = task;
  const raw = mayOperate(actor);
  return {
    ...summary,
    processId: process.id,
    workflow: workflowReference(workflow),
    rawVisible: raw,
    configuration: raw ? await configurationOf(reader, definitions, process.workflowId, task) : null,
    input: raw ? instance.input : null,
    output: raw ? (instance.output ?? null) : null,
    attempts: raw ? await attemptsBefore(reader, task) : [],
    askInvalid: instance.kind === 'ask' && !Ask.safeParse(instance.ask).success,
    canRetry: isAdministrator(actor) && (await isRetryable(reader, task)),
  };
}

/** The attempts at the same path, without this one. */
async function attemptsBefore(reader: Reader, task: TaskRow): Promise<TaskDetail['attempts']> {
  const retried = await retriesAt(reader, task.processId, await pathOf(reader, task));
  const rows: Parameters<typeof describeAttempts>[1][number][] = [];
  for (const retry of retried) rows.push({ retry, row: await findTask(reader, retry.taskId) });
  return describeAttempts(task, rows);
}

/** Null where this version cannot read the definition any more. */
async function configurationOf(
  reader: Reader,
  definitions: Definitions,
  workflowId: string,
  task: TaskRow,
): Promise<Json> {
  try {
    return configurationAt(await definitions.get(reader, workflowId), await pathOf(reader, task));
  } catch (error) {
    if (error instanceof CountersignError) return null;
    throw error;
  }
}
