import { AccountInfo } from '../../../shared/contract/account.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { readMeta, writeMeta } from '../../store/meta.ts';
import type { Client } from '../account-connection.ts';
import type { ReplicaBase, RouterParts } from './base.ts';

const keptInfo = 'info';

export function accountHandlers(base: ReplicaBase, parts: RouterParts) {
  return {
    info: base.account.info.handler(async ({ signal }) => {
      const { db, writer, online, transport } = parts;
      if (transport.client !== null && online.isConnected()) {
        try {
          const info = await online.ask((client, options) => client.account.info(undefined, options), signal);
          await writer.write(() => writeMeta(db, keptInfo, JSON.stringify(info)));
          return info;
        } catch (error) {
          if (!(error instanceof CountersignError)) throw error;
        }
      }
      return keptOrPlain(parts);
    }),
    changes: base.account.changes.handler(({ signal }) => parts.changes.stream(signal)),
  };
}

/** As it was heard last; of a server that was never heard, a user without special permissions. */
function keptOrPlain({ db, identity }: RouterParts): AccountInfo {
  const kept = readMeta(db, keptInfo);
  const parsed = kept === null ? null : AccountInfo.safeParse(JSON.parse(kept));
  if (parsed?.success === true) return parsed.data;
  const { hostId, accountName, userId, userName } = identity;
  return {
    hostId,
    accountName,
    userId,
    userName,
    permissions: [],
    signedInUserId: userId,
    mayAdminister: false,
    mayOperate: false,
    engine: { active: 0, waitingForPeople: 0, waitingForTimers: 0, ended: 0, resumeFailures: 0 },
  };
}

type Ask = <I, O>(
  call: (client: Client) => (input: I, options: { signal?: AbortSignal }) => Promise<O>,
) => (from: { input: I; signal?: AbortSignal | undefined }) => Promise<O>;

/** What only the server knows: asked there each time, OFFLINE while it cannot be. */
export function serverHandlers(base: ReplicaBase, { online }: RouterParts) {
  const there: Ask =
    (call) =>
    ({ input, signal }) =>
      online.ask((client, options) => call(client)(input, options), signal);
  const { workflows, processes, people, events } = base;
  return {
    workflows: {
      add: workflows.add.handler(there(({ workflows }) => workflows.add)),
      list: workflows.list.handler(there(({ workflows }) => workflows.list)),
      get: workflows.get.handler(there(({ workflows }) => workflows.get)),
      setSchedule: workflows.setSchedule.handler(there(({ workflows }) => workflows.setSchedule)),
      validate: workflows.validate.handler(there(({ workflows }) => workflows.validate)),
      samples: workflows.samples.handler(there(({ workflows }) => workflows.samples)),
      runSample: workflows.runSample.handler(there(({ workflows }) => workflows.runSample)),
    },
    processes: {
      start: processes.start.handler(there(({ processes }) => processes.start)),
      list: processes.list.handler(there(({ processes }) => processes.list)),
      get: processes.get.handler(there(({ processes }) => processes.get)),
      tasks: processes.tasks.handler(there(({ processes }) => processes.tasks)),
      cancel: processes.cancel.handler(there(({ processes }) => processes.cancel)),
      suspend: processes.suspend.handler(there(({ processes }) => processes.suspend)),
      resume: processes.resume.handler(there(({ processes }) => processes.resume)),
      retryNow: processes.retryNow.handler(there(({ processes }) => processes.retryNow)),
      task: processes.task.handler(there(({ processes }) => processes.task)),
      retryTask: processes.retryTask.handler(there(({ processes }) => processes.retryTask)),
      retryFailed: processes.retryFailed.handler(there(({ processes }) => processes.retryFailed)),
      dryRun: processes.dryRun.handler(there(({ processes }) => processes.dryRun)),
    },
    people: {
      users: {
        list: people.users.list.handler(there(({ people }) => people.users.list)),
        create: people.users.create.handler(there(({ people }) => people.users.create)),
        update: people.users.update.handler(there(({ people }) => people.users.update)),
        remove: people.users.remove.handler(there(({ people }) => people.users.remove)),
      },
      roles: {
        list: people.roles.list.handler(there(({ people }) => people.roles.list)),
        create: people.roles.create.handler(there(({ people }) => people.roles.create)),
        update: people.roles.update.handler(there(({ people }) => people.roles.update)),
        remove: people.roles.remove.handler(there(({ people }) => people.roles.remove)),
      },
    },
    events: { publish: events.publish.handler(there(({ events }) => events.publish)) },
  };
}
