import type { Instant } from '../../shared/clock.ts';
import { isAdministrator } from '../../shared/human-task/actor.ts';
import { CountersignError } from '../../shared/errors.ts';
import { mover } from '../assignments/mover.ts';
import { restaffAsks } from '../assignments/restaff.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import type { Tx } from '../store/database.ts';
import { lockPeople } from '../store/people.ts';

export type PeopleParts = Pick<ServerParts, 'db' | 'clock' | 'ids' | 'reach'>;

/** Whose asks may have to follow a change. */
export interface Concerned {
  readonly userIds: readonly string[];
  readonly roleIds: readonly string[];
}

export const nobody: Concerned = { userIds: [], roleIds: [] };

/**
 * One change of users or roles by an administrator, and of every ask that waits for them, in one transaction.
 * @throws CountersignError FORBIDDEN, and whatever `change` refuses
 */
export async function changePeople<T>(
  { db, clock, ids, reach }: PeopleParts,
  caller: ServerCaller,
  change: (tx: Tx, now: Instant) => Promise<Concerned>,
  result: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (!isAdministrator(caller.actor)) throw new CountersignError('FORBIDDEN');
  const changed = await db.write(caller.hostId, async (tx) => {
    const now = clock.now();
    await lockPeople(tx);
    const who = await change(tx, now);
    if (who.userIds.length + who.roleIds.length > 0) await restaffAsks(tx, who, mover(caller, now), ids);
    const described = await result(tx);
    reach('command.before-commit');
    return described;
  });
  reach('command.committed');
  return changed;
}
