import { isAdministrator } from '../../shared/human-task/actor.ts';
import { knownPermissions, mayOperate } from '../../shared/permissions.ts';
import { changesOf } from '../feed/changes-of.ts';
import type { ServerParts } from '../server-parts.ts';
import type { Reader } from '../store/database.ts';
import { countByStatus, countResumeFailures } from '../store/process-lists.ts';
import { hostName } from '../store/sign-ins.ts';
import { countWaiting } from '../store/tasks.ts';
import type { Base } from './base.ts';

export function accountHandlers({ account }: Base, parts: ServerParts) {
  return account.router({
    info: account.info.handler(({ context }) => {
      const { hostId, actor, userName } = context;
      return parts.db.read(hostId, async (reader) => ({
        hostId,
        accountName: await hostName(reader),
        userId: actor.userId,
        userName,
        permissions: knownPermissions(actor.permissions),
        signedInUserId: actor.userId,
        mayAdminister: isAdministrator(actor),
        mayOperate: mayOperate(actor),
        engine: await engineStatus(reader),
      }));
    }),
    changes: account.changes.handler(({ context, signal }) => changesOf(parts, context, signal)),
  });
}

async function engineStatus(reader: Reader) {
  const statuses = await countByStatus(reader);
  const of = (...codes: string[]) => codes.reduce((sum, code) => sum + (statuses.get(code) ?? 0), 0);
  return {
    active: of('A', 'W'),
    waitingForPeople: await countWaiting(reader, 'approval'),
    waitingForTimers: (await countWaiting(reader, 'timer')) + (await countWaiting(reader, 'retry')),
    ended: of('C', 'F', 'X'),
    resumeFailures: await countResumeFailures(reader),
  };
}
