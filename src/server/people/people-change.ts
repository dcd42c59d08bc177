import type { Instant } from '../../shared/clock.ts';
import { isAdministrator } from '../../shared/human-task/actor.ts';
import { commandOf } from '../../service/idempotency.ts';
import type { Json } from '../../shared/json.ts';
import { once } from '../store/commands.ts';
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

/** What every command may bring along. */
export interface Keyed {
  readonly idempotencyKey?: string | undefined;
}

export const nobody: Concerned = { userIds: [], roleIds: [] };

/** What is done by a change, and what is answered once it is done, also to a replay. */
export interface PeopleWork<T extends Json> {
  apply(tx: Tx, now: Instant): Promise<Concerned>;
  answer(tx: Tx): Promise<T>;
}

/**
 * One change of users or roles by an administrator, and of every ask that waits for them, in one transaction, once for each key
 * of the caller.
 * @throws CountersignError FORBIDDEN, IDEMPOTENCY_MISMATCH, and whatever the change refuses
 */
export async function changePeople<T extends Json>(
  { db, clock, ids, reach }: PeopleParts,
  caller: ServerCaller,
  { action, request }: { readonly action: string; readonly request: object },
  work: PeopleWork<T>,
): Promise<T> {
  if (!isAdministrator(caller.actor)) throw new CountersignError('FORBIDDEN');
  const command = commandOf(caller.actor.userId, action, request);
  const answer = await db.write(caller.hostId, async (tx) => {
    const now = clock.now();
    const answered = await once<T>(tx, command, now, async () => {
      await lockPeople(tx);
      const who = await work.apply(tx, now);
      if (who.userIds.length + who.roleIds.length > 0) await restaffAsks(tx, who, mover(caller, now), ids);
      return work.answer(tx);
    });
    reach('command.before-commit');
    return answered;
  });
  reach('command.committed');
  return answer;
}
