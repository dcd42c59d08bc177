import type { ChangeFeed } from '../../../service/changes.ts';
import type { Log } from '../../../service/log.ts';
import type { CallContext } from '../../caller.ts';
import type { LocalRouter } from '../../router.ts';
import { createCombinedBase, type CombinedBase } from './base.ts';
import { humanTaskHandlers } from './human-tasks.ts';
import { holderOf, localAccountId, sourceWith, type AccountSource, type Sources } from './source.ts';
import { discussionHandlers, draftHandlers, fileHandlers } from './working-together.ts';

export type CombinedRouter = ReturnType<typeof createCombinedRouter>;

export interface CombinedParts {
  readonly sources: Sources;
  /** Workflows, people and events are this computer's. */
  readonly local: LocalRouter;
  /** Of every account. */
  readonly changes: Pick<ChangeFeed, 'stream'>;
  readonly log: Log;
}

/**
 * The contract of an account over this computer and every server that somebody is signed in to: lists are one list, and whatever
 * names a task or a process goes to the account that has it.
 */
export function createCombinedRouter({ sources, local, changes, log }: CombinedParts) {
  const base = createCombinedBase(log);
  return base.router({
    account: {
      info: local.account.info,
      changes: base.account.changes.handler(({ signal }) => changes.stream(signal)),
    },
    workflows: local.workflows,
    people: local.people,
    events: local.events,
    processes: processHandlers(base, sources, local),
    humanTasks: humanTaskHandlers(base, sources, log),
    drafts: draftHandlers(base, sources),
    discussion: discussionHandlers(base, sources),
    files: fileHandlers(base, sources),
  });
}

function processHandlers({ processes }: CombinedBase, sources: Sources, local: LocalRouter) {
  const holder = (context: CallContext, { processId }: { processId: string }) =>
    holderOf(sources, context, 'process', processId).processes;
  const holderOfTask = (context: CallContext, { taskId }: { taskId: string }) =>
    holderOf(sources, context, 'task', taskId).processes;
  return {
    start: local.processes.start,
    list: local.processes.list,
    dryRun: processes.dryRun.handler(({ input, context }) =>
      input.processId === undefined
        ? sources.local.client(context).processes.dryRun(input)
        : holder(context, { processId: input.processId }).dryRun(input),
    ),
    get: processes.get.handler(async ({ input, context }) => {
      const source = sourceWith(sources, context, 'process', input.processId);
      return { ...(await source.client(context).processes.get(input)), accountId: nameOf(source) };
    }),
    tasks: processes.tasks.handler(({ input, context }) => holder(context, input).tasks(input)),
    cancel: processes.cancel.handler(({ input, context }) => holder(context, input).cancel(input)),
    suspend: processes.suspend.handler(({ input, context }) => holder(context, input).suspend(input)),
    resume: processes.resume.handler(({ input, context }) => holder(context, input).resume(input)),
    retryNow: processes.retryNow.handler(({ input, context }) => holder(context, input).retryNow(input)),
    retryFailed: processes.retryFailed.handler(({ input, context }) =>
      holder(context, input).retryFailed(input),
    ),
    task: processes.task.handler(async ({ input, context }) => {
      const source = sourceWith(sources, context, 'task', input.taskId);
      return { ...(await source.client(context).processes.task(input)), accountId: nameOf(source) };
    }),
    retryTask: processes.retryTask.handler(({ input, context }) =>
      holderOfTask(context, input).retryTask(input),
    ),
  };
}

function nameOf({ accountId }: AccountSource): string | null {
  return accountId === localAccountId ? null : accountId;
}
