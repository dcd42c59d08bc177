import type { Instant } from '../../shared/clock.ts';
import type { Ids } from '../../shared/ids.ts';
import { byEngine } from '../../service/human-tasks/transition.ts';
import { restaffAsks } from '../assignments/restaff.ts';
import type { Tx } from '../store/database.ts';
import { lockPeople, replaceTokenRoles } from '../store/people.ts';

/**
 * Takes over what a user's token says of roles, in the transaction that admits them: who joins a role gets each ask of it that
 * still waits, who leaves loses it, and what waited for a user of this name is theirs. Memberships that an administrator gave
 * stay.
 */
export function createSyncRoles(ids: Ids) {
  return async (tx: Tx, userId: string, roleIds: readonly string[], now: Instant): Promise<void> => {
    await lockPeople(tx);
    const changed = await replaceTokenRoles(tx, userId, roleIds, now);
    const { effectiveUser: _user, reason: _reason, ...by } = byEngine(now, null, null);
    await restaffAsks(tx, { userIds: [userId], roleIds: changed }, by, ids);
  };
}
