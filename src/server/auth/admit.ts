import type { Clock, Instant } from '../../shared/clock.ts';
import type { Database, Tx } from '../store/database.ts';
import { removalOf } from '../store/removals.ts';
import { keepHost, keepSignedInUser } from '../store/sign-ins.ts';
import { mustBeSince } from './ended-access.ts';
import { createExpiringMap } from './expiring-map.ts';
import type { Identity } from './identity.ts';

/** Gives a user the roles that tokens say, and takes away those that they said before; asks that wait follow. */
export type SyncRoles = (
  tx: Tx,
  userId: string,
  roleIds: readonly string[],
  now: Instant,
) => Promise<unknown>;

export interface AdmitOptions {
  readonly db: Pick<Database, 'write'>;
  readonly clock: Clock;
  readonly syncRoles: SyncRoles;
  /** How far the clock of whoever issues tokens may differ. */
  readonly skewMs: number;
}

/** How long it is remembered what a user's tokens said. */
const rememberMs = 3_600_000;
const rememberedAtMost = 50_000;

/**
 * Takes over what a token says of its user: the host, the name, the memberships. Does nothing when this node has seen the same
 * said before; an older token that says something else changes nothing. Who was removed is added again only by a sign-in after that.
 */
export function createAdmit({ db, clock, syncRoles, skewMs }: AdmitOptions) {
  const said = createExpiringMap<string>({ clock, atMost: rememberedAtMost });
  const underWay = new Map<string, Promise<void>>();

  const admit = async (identity: Identity): Promise<void> => {
    await db.write(identity.hostId, async (tx) => {
      const now = clock.now();
      await keepHost(tx, { name: identity.hostName, rename: identity.namesHost }, now);
      const user = { id: identity.userId, name: identity.userName, email: identity.email };
      const outcome = await keepSignedInUser(tx, { ...user, tokenAt: identity.issuedAt }, now);
      if (outcome === 'stale') return;
      // Looked for after the user was added: a removal that came in between is seen.
      if (outcome === 'added') mustBeSince(identity, await removalOf(tx, identity.userId), skewMs);
      if (identity.roleIds !== null || outcome === 'added') {
        await syncRoles(tx, identity.userId, identity.roleIds ?? [], now);
      }
    });
  };

  return {
    async admit(identity: Identity): Promise<void> {
      const key = keyOf(identity);
      const words = JSON.stringify([
        identity.hostName,
        identity.userName,
        identity.email,
        identity.roleIds?.toSorted(),
      ]);
      if (said.get(key) === words) return;
      const call = `${key} ${words}`;
      let running = underWay.get(call);
      if (running === undefined) {
        running = admit(identity).finally(() => underWay.delete(call));
        underWay.set(call, running);
      }
      await running;
      said.set(key, words, clock.now() + rememberMs);
    },
    /** The user is not there any more: what their token says is taken over again. */
    forget: (identity: Identity) => said.delete(keyOf(identity)),
  };
}

export type Admit = ReturnType<typeof createAdmit>;

function keyOf({ hostId, userId }: Identity): string {
  return `${hostId} ${userId}`;
}
