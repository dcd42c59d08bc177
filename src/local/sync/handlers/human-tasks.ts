import { instant } from '../../../shared/clock.ts';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { findReplicaTask, tasksOf, countDone, countInbox } from '../../store/replica/tasks.ts';
import { claimLater, completeTask, mustFind, releaseLater } from '../replica/decide.ts';
import { applyTask, patchWaiting } from '../replica/apply-feed.ts';
import { applyClaimed } from '../outbox/record.ts';
import { describeTask, syncOf } from '../replica/describe.ts';
import { listTasks } from '../replica/lists.ts';
import { truthOf } from '../replica-parts.ts';
import type { ReplicaBase, RouterParts } from './base.ts';

export function humanTaskHandlers(base: ReplicaBase, parts: RouterParts) {
  const { db, identity, online } = parts;
  const truth = () => truthOf(parts, parts.status().confirmedAt);
  /** What is not kept here is true as of now. */
  const fromServer = (task: HumanTask): HumanTask => {
    const known = findReplicaTask(db, task.taskAsstId);
    if (known !== null) return { ...task, sync: syncOf(db, known, truth()) };
    const { accountId, accountName } = identity;
    const { longestAnswer } = parts.transport;
    const confirmedTs = new Date(parts.clock.now()).toISOString();
    return { ...task, sync: { accountId, accountName, confirmedTs, longestAnswer, outbox: null } };
  };
  return {
    list: base.humanTasks.list.handler(({ input, signal }) => {
      const { view, dueBefore, cursor, limit } = input;
      if (view === 'all' || view === 'unassigned') {
        return online.ask((client, options) => client.humanTasks.list(input, options), signal);
      }
      return listTasks(db, { view, dueBefore, cursor, limit }, truth());
    }),
    counts: base.humanTasks.counts.handler(async ({ input, signal }) => {
      const others = await countsOfOthers(parts, input, signal);
      return {
        inbox: countInbox(db, null),
        due: countInbox(db, instant(input.dueBefore)),
        done: countDone(db),
        ...others,
      };
    }),
    get: base.humanTasks.get.handler(async ({ input, signal }) => {
      const task = findReplicaTask(db, input.taskAsstId);
      if (task !== null) return describeTask(db, task, truth());
      return unlessOffline('ASSIGNMENT_NOT_FOUND', async () =>
        fromServer(await online.ask((client, options) => client.humanTasks.get(input, options), signal)),
      );
    }),
    ofTask: base.humanTasks.ofTask.handler(async ({ input, signal }) => {
      const [task] = tasksOf(db, input.taskId);
      if (task !== undefined) return describeTask(db, task, truth());
      return unlessOffline('TASK_NOT_FOUND', async () =>
        fromServer(await online.ask((client, options) => client.humanTasks.ofTask(input, options), signal)),
      );
    }),
    complete: base.humanTasks.complete.handler(async ({ input, context }) => {
      const queued = await completeTask(parts, context.source, input);
      parts.nudge();
      return queued;
    }),
    claim: base.humanTasks.claim.handler(async ({ input, context, signal }) => {
      if (canAsk(parts)) {
        const claimed = await online.ask(
          (client, options) => client.humanTasks.claim(input, options),
          signal,
        );
        await parts.writer.write(() => applyClaimed(parts, input.taskAsstId, claimed));
        return claimed;
      }
      const claimed = await claimLater(parts, context.source, input);
      parts.nudge();
      return claimed;
    }),
    release: base.humanTasks.release.handler(async ({ input, context, signal }) => {
      if (canAsk(parts))
        return online.ask((client, options) => client.humanTasks.release(input, options), signal);
      const released = await releaseLater(parts, context.source, input);
      parts.nudge();
      return released;
    }),
    markRead: base.humanTasks.markRead.handler(async ({ input }) => {
      const { document } = mustFind(parts, input.taskAsstId);
      if (!document.unread || document.assigneeId !== identity.userId) return {};
      await readHere(parts, input.taskAsstId, document.taskId);
      parts.nudge();
      return {};
    }),
    outcomes: base.humanTasks.outcomes.handler(({ input, signal }) =>
      online.ask((client, options) => client.humanTasks.outcomes(input, options), signal),
    ),
    history: base.humanTasks.history.handler(({ input, signal }) =>
      online.ask((client, options) => client.humanTasks.history(input, options), signal),
    ),
    reassign: base.humanTasks.reassign.handler(({ input, signal }) =>
      online.ask((client, options) => client.humanTasks.reassign(input, options), signal),
    ),
    assignToMe: base.humanTasks.assignToMe.handler(async ({ input, signal }) => {
      const taken = await online.ask(
        (client, options) => client.humanTasks.assignToMe(input, options),
        signal,
      );
      await keepTaken(parts, taken.taskAsstId, signal);
      return taken;
    }),
  };
}

/** A claim is worth most when it is known at once; where it cannot be, or the server has no such call, it is queued. */
function canAsk({ online, transport }: RouterParts): boolean {
  return transport.client !== null && online.isConnected();
}

async function readHere(parts: RouterParts, assignmentId: string, taskId: string): Promise<void> {
  const { db, identity, writer, changes } = parts;
  await writer.write(() =>
    patchWaiting(db, assignmentId, identity.userId, { unread: false }, { readPending: true }),
  );
  changes.publish({ topics: ['human-tasks'], taskIds: [taskId] });
}

/** The assignment that one was just given, before the feed tells of it: whoever asks for it next finds it here. */
async function keepTaken(
  parts: RouterParts,
  taskAsstId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { db, identity, writer, clock, changes, online } = parts;
  if (findReplicaTask(db, taskAsstId) !== null) return;
  const task = await online
    .ask((client, options) => client.humanTasks.get({ taskAsstId }, options), signal)
    .catch((error: unknown) => {
      // It is taken all the same, and the feed will tell.
      if (error instanceof CountersignError) return null;
      throw error;
    });
  if (task === null) return;
  await writer.write(() => {
    // What the feed has told meanwhile is newer.
    if (findReplicaTask(db, taskAsstId) !== null) return;
    applyTask(db, { ...task, unread: false }, { userId: identity.userId, now: clock.now() });
  });
  changes.publish({ topics: ['human-tasks'], taskIds: [task.taskId] });
}

const noOthers = { unassigned: null, all: null };

async function countsOfOthers(
  parts: RouterParts,
  input: { dueBefore: string },
  signal: AbortSignal | undefined,
): Promise<{ unassigned: number | null; all: number | null }> {
  if (!canAsk(parts)) return noOthers;
  try {
    const { unassigned, all } = await parts.online.ask(
      (client, options) => client.humanTasks.counts(input, options),
      signal,
    );
    return { unassigned, all };
  } catch (error) {
    if (error instanceof CountersignError) return noOthers;
    throw error;
  }
}

/** What is not kept here and cannot be asked for is not there. */
async function unlessOffline<T>(
  code: 'ASSIGNMENT_NOT_FOUND' | 'TASK_NOT_FOUND',
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'NOT_FOUND') throw new CountersignError(code);
    throw error;
  }
}
