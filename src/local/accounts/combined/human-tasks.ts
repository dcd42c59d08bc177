import { errorFields } from '../../../service/error-fields.ts';
import type { Log } from '../../../service/log.ts';
import type { CallContext } from '../../caller.ts';
import type { CombinedBase } from './base.ts';
import {
  mergeLists,
  ownCursor,
  type ListAnswer,
  type ListedAccount,
  type ListQuestion,
} from './merge-lists.ts';
import { holderOf, serversFor, sourceNamed, type AccountSource, type Sources } from './source.ts';

export function humanTaskHandlers(base: CombinedBase, sources: Sources, log: Log) {
  const { humanTasks } = base;
  const holder = (context: CallContext, { taskAsstId }: { taskAsstId: string }) =>
    holderOf(sources, context, 'assignment', taskAsstId).humanTasks;
  const holderOfTask = (context: CallContext, { taskId }: { taskId: string }) =>
    holderOf(sources, context, 'task', taskId).humanTasks;
  const listed = (source: AccountSource, context: CallContext): ListedAccount => ({
    accountId: source.accountId,
    list: async (question) => source.client(context).humanTasks.list(question),
  });
  return {
    list: humanTasks.list.handler(async ({ input, context }) => {
      const { view, limit, accountId } = input;
      if (accountId !== undefined) {
        const { cursor: _merged, accountId: _own, ...question } = input;
        const cursor = ownCursor(input.cursor, accountId);
        return sourceNamed(sources, context, accountId)
          .client(context)
          .humanTasks.list({ ...question, ...(cursor === undefined ? {} : { cursor }) });
      }
      const local = listed(sources.local, context);
      const servers = serversFor(sources, context).map((source) =>
        unlessBroken(listed(source, context), log),
      );
      if (view === 'all' || view === 'unassigned' || servers.length === 0) {
        const { cursor: _merged, ...question } = input;
        const cursor = ownCursor(input.cursor, local.accountId);
        return sources.local
          .client(context)
          .humanTasks.list({ ...question, ...(cursor === undefined ? {} : { cursor }) });
      }
      const { cursor, dueBefore } = input;
      const question: ListQuestion = {
        view,
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        ...(dueBefore === undefined ? {} : { dueBefore }),
      };
      return mergeLists([local, ...servers], question);
    }),
    counts: humanTasks.counts.handler(async ({ input, context }) => {
      const own = await sources.local.client(context).humanTasks.counts(input);
      const servers = serversFor(sources, context).map((source) =>
        unlessBroken(listed(source, context), log),
      );
      const total = async (view: ListQuestion['view']): Promise<number> => {
        const answers = await Promise.all(
          servers.map(({ list }) => list({ view, limit: 1, dueBefore: input.dueBefore })),
        );
        return answers.reduce((sum, answer) => sum + answer.total, 0);
      };
      const [inbox, due, done] = await Promise.all([total('inbox'), total('due'), total('done')]);
      return { ...own, inbox: own.inbox + inbox, due: own.due + due, done: own.done + done };
    }),
    get: humanTasks.get.handler(({ input, context }) => holder(context, input).get(input)),
    ofTask: humanTasks.ofTask.handler(({ input, context }) => holderOfTask(context, input).ofTask(input)),
    complete: humanTasks.complete.handler(({ input, context }) => holder(context, input).complete(input)),
    markRead: humanTasks.markRead.handler(({ input, context }) => holder(context, input).markRead(input)),
    outcomes: humanTasks.outcomes.handler(({ input, context, signal }) =>
      holder(context, input).outcomes(input, signal === undefined ? {} : { signal }),
    ),
    claim: humanTasks.claim.handler(({ input, context }) => holder(context, input).claim(input)),
    release: humanTasks.release.handler(({ input, context }) => holder(context, input).release(input)),
    reassign: humanTasks.reassign.handler(({ input, context }) => holder(context, input).reassign(input)),
    assignToMe: humanTasks.assignToMe.handler(({ input, context }) =>
      holderOfTask(context, input).assignToMe(input),
    ),
    history: humanTasks.history.handler(({ input, context }) => holder(context, input).history(input)),
  };
}

const nothing: ListAnswer = { humanTasks: [], total: 0, nextCursor: null };

/** What of one server cannot be read does not keep the rest from being shown. */
function unlessBroken({ accountId, list }: ListedAccount, log: Log): ListedAccount {
  return {
    accountId,
    async list(question) {
      try {
        return await list(question);
      } catch (error) {
        log.error('The tasks of an account could not be listed', {
          account: accountId,
          ...errorFields(error),
        });
        return nothing;
      }
    },
  };
}
