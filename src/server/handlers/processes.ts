import type { ServerCaller } from '../caller.ts';
import { describeOneTask } from '../processes/describe-one-task.ts';
import { describeProcess, describeProcesses, summarizeProcess } from '../processes/describe-process.ts';
import { describeTasks } from '../processes/describe-tasks.ts';
import { dryRunProcess } from '../processes/dry-run-process.ts';
import type { Operation, OperationRequest } from '../../service/processes/operation.ts';
import { operateProcess } from '../processes/operate-process.ts';
import { retryFailed, retryTask } from '../processes/retry-task.ts';
import { startProcess } from '../processes/start-process.ts';
import type { ServerParts } from '../server-parts.ts';
import { findWorkflowByReference } from '../workflows/find-workflow.ts';
import { mustAdminister, mustOperate, type Base } from './base.ts';

export function processHandlers(base: Base, parts: ServerParts) {
  const { db, engine } = parts;
  const summary = (context: ServerCaller, processId: string) =>
    db.read(context.hostId, (reader) => summarizeProcess(reader, processId));
  const operate = async (
    context: ServerCaller,
    { processId, idempotencyKey }: Omit<OperationRequest, 'operation'>,
    operation: Operation,
  ) => {
    mustOperate(context);
    await operateProcess(parts, context, { processId, operation, idempotencyKey });
    return summary(context, processId);
  };
  return {
    start: base.processes.start.handler(async ({ input, context }) => {
      const request = {
        workflow: input.workflow,
        input: input.input === undefined ? {} : input.input,
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const processId = await startProcess(
        parts,
        context,
        request,
        async (reader) => (await findWorkflowByReference(reader, input.workflow)).id,
      );
      return summary(context, processId);
    }),
    list: base.processes.list.handler(({ input: { only, cursor, limit }, context }) =>
      db.read(context.hostId, (reader) => describeProcesses(reader, { only, cursor, limit })),
    ),
    get: base.processes.get.handler(({ input, context }) =>
      db.read(context.hostId, (reader) => describeProcess(reader, input.processId, context.actor)),
    ),
    tasks: base.processes.tasks.handler(({ input: { processId, cursor, limit }, context }) =>
      db.read(context.hostId, (reader) =>
        describeTasks(reader, processId, { cursor, limit }, context.actor.userId),
      ),
    ),
    cancel: base.processes.cancel.handler(({ input, context }) =>
      operate(context, input, { kind: 'cancel', reason: input.reason ?? null }),
    ),
    suspend: base.processes.suspend.handler(({ input, context }) =>
      operate(context, input, { kind: 'suspend' }),
    ),
    resume: base.processes.resume.handler(({ input, context }) =>
      operate(context, input, { kind: 'resume' }),
    ),
    retryNow: base.processes.retryNow.handler(({ input, context }) =>
      operate(context, input, { kind: 'retry' }),
    ),
    task: base.processes.task.handler(({ input, context }) =>
      db.read(context.hostId, (reader) =>
        describeOneTask(reader, engine.interpreter.definitions, context.actor, input.taskId),
      ),
    ),
    retryTask: base.processes.retryTask.handler(async ({ input, context }) => {
      mustAdminister(context);
      return summary(context, await retryTask(parts, context, input));
    }),
    retryFailed: base.processes.retryFailed.handler(async ({ input, context }) => {
      mustAdminister(context);
      return summary(context, await retryFailed(parts, context, input));
    }),
    dryRun: base.processes.dryRun.handler(({ input, context }) =>
      dryRunProcess(parts, context.hostId, input),
    ),
  };
}
