import { implement } from '@orpc/server';
import { instant, timestamp } from '../shared/clock.ts';
import { accountContract } from '../shared/contract/contract.ts';
import type { WorkflowSummary } from '../shared/contract/workflows.ts';
import { CountersignError } from '../shared/errors.ts';
import type { Actor } from '../shared/human-task/settle.ts';
import type { Source } from '../shared/human-task/status.ts';
import { mapErrors } from './contract-error.ts';
import type { LocalAccountParts } from './account-parts.ts';
import { completeTask } from './human-tasks/complete-task.ts';
import { getHumanTask } from './human-tasks/get-human-task.ts';
import { countHumanTasks, listHumanTasks } from './human-tasks/list-human-tasks.ts';
import { loadAssignment } from './human-tasks/load-assignment.ts';
import { previewOutcomes } from './human-tasks/preview-outcomes.ts';
import { describeProcess, describeProcesses } from './processes/describe-process.ts';
import { startProcess, type StartRequest } from './processes/start-process.ts';
import { markRead, transitionsOfTask } from './store/assignments.ts';
import { write } from './store/database.ts';
import { countByStatus, countResumeFailures } from './store/processes.ts';
import { countWaiting } from './store/tasks.ts';
import { countProcessesOf, findWorkflow, listWorkflows, type WorkflowHead } from './store/workflows.ts';
import { addWorkflow } from './workflows/add-workflow.ts';
import { findWorkflowByReference } from './workflows/find-workflow.ts';
import { findSample, readSamples } from './workflows/samples.ts';

/** Who calls, and through what. Comes from the transport that authenticated the caller, never from a payload. */
export interface CallContext {
  readonly actor: Actor;
  readonly source: Source;
}

export type LocalRouter = ReturnType<typeof createLocalRouter>;

/** The contract of an account, served from this machine's store. Its only state is what `parts` holds. */
export function createLocalRouter(parts: LocalAccountParts) {
  const base = createBase(parts);
  return base.router({
    account: accountHandlers(base, parts),
    workflows: workflowHandlers(base, parts),
    processes: processHandlers(base, parts),
    humanTasks: humanTaskHandlers(base, parts),
  });
}

type Base = ReturnType<typeof createBase>;

function createBase(parts: LocalAccountParts) {
  return implement(accountContract)
    .$context<CallContext>()
    .use(({ next }) => mapErrors(parts.log)({ next: async () => next() }));
}

function accountHandlers(base: Base, parts: LocalAccountParts) {
  const { db } = parts;
  return {
    info: base.account.info.handler(() => {
      const statuses = countByStatus(db);
      const of = (...codes: string[]) => codes.reduce((sum, code) => sum + (statuses.get(code) ?? 0), 0);
      return {
        hostId: parts.hostId,
        accountName: 'This computer',
        userId: parts.actor.userId,
        userName: parts.userName,
        engine: {
          active: of('A', 'W'),
          waitingForPeople: countWaiting(db, 'ask'),
          waitingForTimers: countWaiting(db, 'wait'),
          ended: of('C', 'F', 'X'),
          resumeFailures: countResumeFailures(db),
        },
      };
    }),
    changes: base.account.changes.handler(({ signal }) => parts.changes.stream(signal)),
  };
}

function workflowHandlers(base: Base, parts: LocalAccountParts) {
  const { db, changes } = parts;
  const add = (source: string) => {
    const { workflow, added } = addWorkflow(db, source, { id: parts.ids.next(), now: parts.clock.now() });
    if (added) changes.publish({ topics: ['workflows'] });
    return workflow;
  };
  return {
    add: base.workflows.add.handler(({ input }) => {
      const workflow = add(input.source);
      return summarize(workflow, countProcessesOf(db, workflow.id));
    }),
    list: base.workflows.list.handler(() => ({
      workflows: listWorkflows(db).map((row) => summarize(row, row.processCount)),
    })),
    get: base.workflows.get.handler(({ input }) => {
      const workflow = findWorkflow(db, input.wfDefId);
      if (workflow === null) throw new CountersignError('WORKFLOW_NOT_FOUND');
      return { ...summarize(workflow, countProcessesOf(db, workflow.id)), source: workflow.source };
    }),
    samples: base.workflows.samples.handler(() => ({
      samples: readSamples(parts.samplesFolder).map(({ id, title, summary, input }) => ({
        id,
        title,
        summary,
        input,
      })),
    })),
    runSample: base.workflows.runSample.handler(({ input, context }) => {
      const sample = findSample(parts.samplesFolder, input.id);
      const workflowId = add(sample.source).id;
      const request = {
        workflow: `sample:${input.id}`,
        input: sample.input,
        actor: context.actor.userId,
        idempotencyKey: input.idempotencyKey ?? null,
      };
      return { processId: start(parts, request, () => workflowId) };
    }),
  };
}

function processHandlers(base: Base, parts: LocalAccountParts) {
  const { db } = parts;
  return {
    start: base.processes.start.handler(({ input, context }) => {
      const request = {
        workflow: input.workflow,
        input: input.input ?? {},
        actor: context.actor.userId,
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const processId = start(parts, request, () => findWorkflowByReference(db, input.workflow).id);
      return describeProcess(db, processId);
    }),
    list: base.processes.list.handler(({ input }) =>
      describeProcesses(db, { only: input.only, cursor: input.cursor, limit: input.limit }),
    ),
    get: base.processes.get.handler(({ input }) => describeProcess(db, input.processId)),
  };
}

function humanTaskHandlers(base: Base, parts: LocalAccountParts) {
  const { db, hostId, clock, reach, changes, host } = parts;
  return {
    list: base.humanTasks.list.handler(({ input, context }) =>
      listHumanTasks(db, context.actor, {
        view: input.view,
        dueBefore: input.dueBefore === undefined ? null : instant(input.dueBefore),
        cursor: input.cursor,
        limit: input.limit,
      }),
    ),
    get: base.humanTasks.get.handler(({ input, context }) =>
      getHumanTask(db, hostId, context.actor, input, clock.now()),
    ),
    complete: base.humanTasks.complete.handler(({ input, context }) => {
      const completion = completeTask(db, hostId, context, input, { now: clock.now(), reach });
      changes.publish({
        topics: ['human-tasks', 'processes'],
        taskIds: [completion.taskId],
        processIds: [completion.processId],
      });
      host.nudge();
      return completion;
    }),
    markRead: base.humanTasks.markRead.handler(({ input, context }) => {
      const { assignment } = loadAssignment(db, hostId, context.actor, input);
      if (assignment.readAt === null && assignment.assigneeId === context.actor.userId) {
        write(db, () => markRead(db, assignment.id, clock.now()));
        // Without the task's id: what it leads to and its history are as they were.
        changes.publish({ topics: ['human-tasks'] });
      }
      return {};
    }),
    counts: base.humanTasks.counts.handler(({ input, context }) =>
      countHumanTasks(db, context.actor, instant(input.dueBefore)),
    ),
    outcomes: base.humanTasks.outcomes.handler(async ({ input, context }) => ({
      outcomes: await previewOutcomes(db, hostId, parts.engine, parts.definitions, context.actor, input),
    })),
    history: base.humanTasks.history.handler(({ input, context }) => {
      const { task } = loadAssignment(db, hostId, context.actor, input);
      return {
        transitions: transitionsOfTask(db, task.id).map(({ at, ...transition }) => ({
          at: timestamp(at),
          ...transition,
        })),
      };
    }),
  };
}

function start(parts: LocalAccountParts, request: StartRequest, workflowId: () => string): string {
  const { db, clock, ids, reach, changes, host } = parts;
  const processId = startProcess(db, request, {
    id: ids.next(),
    now: clock.now(),
    reach,
    workflowId,
  });
  changes.publish({ topics: ['processes', 'workflows'], processIds: [processId] });
  host.nudge();
  return processId;
}

function summarize(workflow: WorkflowHead, processCount: number): WorkflowSummary {
  return {
    wfDefId: workflow.id,
    namespace: workflow.namespace,
    name: workflow.name,
    version: workflow.version,
    title: workflow.title,
    summary: workflow.summary,
    digest: workflow.digest,
    addedTs: timestamp(workflow.addedAt),
    processCount,
  };
}
