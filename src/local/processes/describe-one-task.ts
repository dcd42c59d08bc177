import { configurationAt } from '../../service/processes/configuration-at.ts';
import { describeAttempts } from '../../service/processes/describe-attempts.ts';
import type { TaskDetail } from '../../shared/contract/processes.ts';
import { CountersignError } from '../../shared/errors.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import { Ask } from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';
import { mayOperate } from '../../shared/permissions.ts';
import type { Definitions } from '../host/definitions.ts';
import { readTogether, type ReadableDatabase } from '../store/database.ts';
import { findProcess } from '../store/processes.ts';
import { pathOf, retriesAt } from '../store/retries.ts';
import { findTask } from '../store/tasks.ts';
import { findWorkflowHead } from '../store/workflows.ts';
import { describeTask } from './describe-task.ts';
import { isRetryable } from './retry-task.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import { workflowReference } from '../../service/workflow-reference.ts';

/** One task with its configuration and data, for operators. @throws CountersignError TASK_NOT_FOUND */
export function describeOneTask(
  { db, definitions }: { db: ReadableDatabase; definitions: Definitions },
  actor: Actor,
  taskId: string,
): TaskDetail {
  return readTogether(db, () => {
    const task = findTask(db, taskId);
    const process = task === null ? null : findProcess(db, task.processId);
    const workflow = process === null ? null : findWorkflowHead(db, process.workflowId);
    if (task === null || process === null || workflow === null) {
      throw new CountersignError('TASK_NOT_FOUND');
    }
    const { instance } = task;
    const raw = mayOperate(actor);
    return {
      ...describeTask(db, task, actor.userId),
      processId: process.id,
      workflow: workflowReference(workflow),
      rawVisible: raw,
      configuration: raw ? configurationOf(definitions, process.workflowId, pathOf(db, task)) : null,
      input: raw ? instance.input : null,
      output: raw ? (instance.output ?? null) : null,
      attempts: raw ? attemptsBefore(db, task) : [],
      askInvalid: instance.kind === 'ask' && !Ask.safeParse(instance.ask).success,
      canRetry: isAdministrator(actor) && isRetryable(db, task),
    };
  });
}

/** The attempts at the same path, without this one. */
function attemptsBefore(db: ReadableDatabase, task: TaskRow): TaskDetail['attempts'] {
  const retried = retriesAt(db, task.processId, pathOf(db, task));
  return describeAttempts(
    task,
    retried.map((retry) => ({ retry, row: findTask(db, retry.taskId) })),
  );
}

/** Null where this version cannot read the definition any more. */
function configurationOf(definitions: Definitions, workflowId: string, path: string): Json {
  try {
    return configurationAt(definitions.get(workflowId), path);
  } catch (error) {
    if (error instanceof CountersignError) return null;
    throw error;
  }
}
