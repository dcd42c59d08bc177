import { text } from '../../service/columns.ts';
import { digestOf, mustBeReplay, type Command } from '../../service/idempotency.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import { first, type Tx } from './database.ts';

/**
 * Carries a command out once: called inside the transaction that applies it, before anything else. A replay with the same payload
 * returns the first result without doing anything; the same key with another payload is refused. Of two that come at once with
 * the same key, one waits until the other has ended.
 * @throws CountersignError IDEMPOTENCY_MISMATCH
 */
export async function once<T extends Json>(
  tx: Tx,
  command: Command,
  at: Instant,
  apply: () => Promise<T>,
): Promise<T> {
  const { actor, key, action, payload } = command;
  if (key === null) return apply();
  const digest = digestOf(payload);
  // The row is there from the beginning, without a result, so that its key is taken; nobody sees it before the commit.
  const isNew = await tx.run(
    `INSERT INTO command (host_id, actor, key, action, payload_digest, result_json, at) VALUES ($1, $2, $3, $4, $5, '', $6)
     ON CONFLICT DO NOTHING`,
    tx.hostId,
    actor,
    key,
    action,
    digest,
    at,
  );
  if (isNew === 0) return replay<T>(tx, command, digest);
  const result = await apply();
  await tx.run(
    `UPDATE command SET result_json = $4 WHERE host_id = $1 AND actor = $2 AND key = $3`,
    tx.hostId,
    actor,
    key,
    JSON.stringify(result),
  );
  return result;
}

async function replay<T extends Json>(tx: Tx, command: Command, digest: string): Promise<T> {
  const known = await first(
    tx,
    `SELECT action, payload_digest, result_json FROM command WHERE host_id = $1 AND actor = $2 AND key = $3`,
    tx.hostId,
    command.actor,
    command.key,
  );
  if (known === undefined) throw new Error('A command has lost its row');
  mustBeReplay(
    { action: text(known, 'action'), payloadDigest: text(known, 'payload_digest') },
    command,
    digest,
  );
  return JSON.parse(text(known, 'result_json')) as T;
}
