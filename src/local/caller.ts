import { CountersignError } from '../shared/errors.ts';
import {
  administratorPermission,
  isAdministrator,
  overridePermission,
  type Actor,
} from '../shared/human-task/actor.ts';
import type { Source } from '../shared/human-task/status.ts';
import type { UserId } from '../shared/ids.ts';
import type { ReadableDatabase } from './store/database.ts';
import { findUser, permissionsOf } from './store/people.ts';

/** Who calls, and through what. Comes from the transport that authenticated the caller, never from a payload. */
export interface CallContext {
  readonly actor: Actor;
  readonly source: Source;
  /** As which user of this computer the caller acts, at the time of a call; only administrators act as others. */
  readonly actAs?: () => string | null;
}

/** Who calls, as the handlers see it. */
export interface Caller {
  /** As whom: whose permissions count and whose tasks are shown. */
  readonly actor: Actor;
  readonly source: Source;
  /** Who really is signed in; history has both. */
  readonly signedIn: UserId;
  /** Null: as who is signed in. */
  readonly actingAs: UserId | null;
}

/** @throws CountersignError FORBIDDEN, USER_NOT_FOUND, USER_INACTIVE */
export function callerOf(db: ReadableDatabase, owner: UserId, { actor, source, actAs }: CallContext): Caller {
  const other = actAs?.() ?? null;
  if (other === null || other === actor.userId) {
    return { actor, source, signedIn: actor.userId, actingAs: null };
  }
  if (!isAdministrator(actor)) throw new CountersignError('FORBIDDEN');
  const user = findUser(db, other);
  if (user === null) throw new CountersignError('USER_NOT_FOUND');
  if (!user.active) throw new CountersignError('USER_INACTIVE');
  const userId = user.id as UserId;
  return {
    actor: { userId, permissions: permissionsOfUser(db, owner, userId) },
    source,
    signedIn: actor.userId,
    actingAs: userId,
  };
}

/** Who is logged in to the computer owns what is on it, and so is its administrator whatever is written down. */
export function permissionsOfUser(db: ReadableDatabase, owner: UserId, userId: UserId): Set<string> {
  const own = userId === owner ? [administratorPermission, overridePermission] : [];
  return new Set([...own, ...permissionsOf(db, userId)]);
}
