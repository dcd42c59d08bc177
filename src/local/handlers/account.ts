import { mayOperate } from '../../shared/permissions.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import { countByStatus, countResumeFailures } from '../store/processes.ts';
import { countWaiting } from '../store/tasks.ts';
import type { Base } from './base.ts';

export function accountHandlers(base: Base, parts: LocalAccountParts) {
  const { db } = parts;
  return {
    info: base.account.info.handler(({ context }) => {
      const statuses = countByStatus(db);
      const of = (...codes: string[]) => codes.reduce((sum, code) => sum + (statuses.get(code) ?? 0), 0);
      return {
        hostId: parts.hostId,
        accountName: 'This computer',
        userId: parts.actor.userId,
        userName: parts.userName,
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
