import type { Json } from '../../shared/json.ts';
import type { Instant } from '../../shared/clock.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { once } from '../store/commands.ts';
import type { Tx } from '../store/database.ts';

/** What every command on an assignment may bring along. */
export interface KeyedRequest {
  readonly idempotencyKey?: string | undefined;
}

export type CommandParts = Pick<ServerParts, 'db' | 'clock' | 'reach'>;

/**
 * One transaction of the caller's host, once for each key of the caller.
 * @param payload what was asked for: a replay has the same
 * @throws CountersignError IDEMPOTENCY_MISMATCH, STORE_UNAVAILABLE, and whatever `apply` refuses
 */
export async function carryOut<T extends object>(
  { db, clock, reach }: CommandParts,
  { hostId, actor }: ServerCaller,
  action: string,
  { idempotencyKey }: KeyedRequest,
  payload: Json,
  apply: (tx: Tx, now: Instant) => Promise<T>,
): Promise<T> {
  const command = { actor: actor.userId, key: idempotencyKey ?? null, action, payload };
  const result = await db.write(hostId, async (tx) => {
    const now = clock.now();
    const applied = await once(tx, command, now, async () => ({ ...(await apply(tx, now)) }) as Json);
    reach('command.before-commit');
    return applied;
  });
  reach('command.committed');
  return result as T;
}
