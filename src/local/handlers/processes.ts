import type { LocalAccountParts } from '../account-parts.ts';
import type { Caller } from '../caller.ts';
import { describeOneTask } from '../processes/describe-one-task.ts';
import { describeProcess, describeProcesses, summarizeProcess } from '../processes/describe-process.ts';
import { describeTasks } from '../processes/describe-task.ts';
import { dryRunProcess } from '../processes/dry-run-process.ts';
import type { Operation, OperationRequest } from '../../service/processes/operation.ts';
import { operateProcess } from '../processes/operate-process.ts';
import { retryFailed, retryTask } from '../processes/retry-task.ts';
import { startProcess, type StartRequest } from '../processes/start-process.ts';
import { findWorkflowByReference } from '../workflows/find-workflow.ts';
import { mustAdminister, mustOperate, type Base } from './base.ts';

export function processHandlers(base: Base, parts: LocalAccountParts) {
  const { db } = parts;
  return {
    start: base.processes.start.handler(async ({ input, context }) => {
      const request = {
        workflow: input.workflow,
        input: input.input === undefined ? {} : input.input,
        actor: context.actor.userId,
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const processId = await start(parts, request, () => findWorkflowByReference(db, input.workflow).id);
      return summarizeProcess(db, processId);
    }),
    list: base.processes.list.handler(({ input }) =>
      describeProcesses(db, { only: input.only, cursor: input.cursor, limit: input.limit }),
    ),
    get: base.processes.get.handler(({ input, context }) =>
      describeProcess(db, input.processId, context.actor),
    ),
    tasks: base.processes.tasks.handler(({ input, context }) =>
      describeTasks(db, input.processId, { cursor: input.cursor, limit: input.limit }, context.actor.userId),
    ),
    cancel: base.processes.cancel.handler(({ input, context }) =>
      operate(parts, context, { kind: 'cancel', reason: input.reason ?? null }, input),
    ),
    suspend: base.processes.suspend.handler(({ input, context }) =>
      operate(parts, context, { kind: 'suspend' }, input),
    ),
    resume: base.processes.resume.handler(async ({ input, context }) => {
      const process = await operate(parts, context, { kind: 'resume' }, input);
      parts.host.resumed(input.processId);
      return process;
    }),
    retryNow: base.processes.retryNow.handler(({ input, context }) =>
      operate(parts, context, { kind: 'retry' }, input),
    ),
    task: base.processes.task.handler(({ input, context }) =>
      describeOneTask(parts, context.actor, input.taskId),
    ),
    retryTask: base.processes.retryTask.handler(async ({ input, context }) => {
      mustAdminister(context);
      const { clock, reach, changes, host } = parts;
      const processId = await retryTask(parts, context, input, { now: clock.now(), reach });
      changes.publish({
        topics: ['processes', 'human-tasks'],
        processIds: [processId],
        taskIds: [input.taskId],
      });
      host.nudge();
      return summarizeProcess(db, processId);
    }),
    retryFailed: base.processes.retryFailed.handler(async ({ input, context }) => {
      mustAdminister(context);
      const { clock, reach, changes, host } = parts;
      const processId = await retryFailed(parts, context, input, { now: clock.now(), reach });
      changes.publish({ topics: ['processes', 'human-tasks'], processIds: [processId] });
      host.nudge();
      return summarizeProcess(db, processId);
    }),
    dryRun: base.processes.dryRun.handler(({ input }) => dryRunProcess(parts, input)),
  };
}

/** @returns the id of the new process, or of the one that the same command has started before */
export async function start(
  parts: LocalAccountParts,
  request: StartRequest,
  workflowId: () => string,
): Promise<string> {
  const { clock, ids, reach, changes, host } = parts;
  const processId = await startProcess(parts, request, {
    id: ids.next(),
    now: clock.now(),
    reach,
    workflowId,
  });
  changes.publish({ topics: ['processes', 'workflows'], processIds: [processId] });
  host.nudge();
  return processId;
}

async function operate(
  parts: LocalAccountParts,
  context: Caller,
  operation: Operation,
  { processId, idempotencyKey }: Pick<OperationRequest, 'processId' | 'idempotencyKey'>,
) {
  mustOperate(context);
  const { db, clock, reach, changes, host } = parts;
  const request = { processId, operation, idempotencyKey };
  if (await operateProcess(parts, context, request, { now: clock.now(), reach })) {
    changes.publish({ topics: ['processes'], processIds: [processId] });
  }
  host.nudge();
  return summarizeProcess(db, processId);
}
