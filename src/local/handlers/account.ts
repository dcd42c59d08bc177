import { isAdministrator } from '../../shared/human-task/actor.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import { userName } from '../store/people.ts';
import { countByStatus, countResumeFailures } from '../store/process-lists.ts';
import { countWaiting } from '../store/tasks.ts';
import type { Base } from './base.ts';
import { mayOperate, knownPermissions } from '../../shared/permissions.ts';

export function accountHandlers(base: Base, parts: LocalAccountParts) {
  const { db } = parts;
  const nameOf = (userId: string) => (userId === parts.actor.userId ? parts.userName : userName(db, userId));
  return {
    info: base.account.info.handler(({ context }) => {
      const statuses = countByStatus(db);
      const of = (...codes: string[]) => codes.reduce((sum, code) => sum + (statuses.get(code) ?? 0), 0);
      return {
        hostId: parts.hostId,
        accountName: 'This computer',
        userId: context.actor.userId,
        userName: nameOf(context.actor.userId),
        permissions: knownPermissions(context.actor.permissions),
        signedInUserId: context.signedIn,
        mayAdminister: isAdministrator(context.actor),
        mayOperate: mayOperate(context.actor),
        engine: {
          active: of('A', 'W'),
          waitingForPeople: countWaiting(db, 'approval'),
          waitingForTimers: countWaiting(db, 'timer') + countWaiting(db, 'retry'),
          ended: of('C', 'F', 'X'),
          resumeFailures: countResumeFailures(db),
        },
      };
    }),
    changes: base.account.changes.handler(({ signal }) => parts.changes.stream(signal)),
  };
}
