import { text } from '../../service/columns.ts';
import { digestOf, mustBeReplay, type Command } from '../../service/idempotency.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import { first, run, type WritableDatabase } from './database.ts';

/**
 * Carries a command out once: called inside the transaction that applies it. A replay with the same payload returns the
 * first result without doing anything; the same key with another payload is refused.
 * @throws CountersignError IDEMPOTENCY_MISMATCH
 */
export function once<T extends Json>(db: WritableDatabase, command: Command, at: Instant, apply: () => T): T {
  if (command.key === null) return apply();
  const digest = digestOf(command.payload);
  const known = first(
    db,
    `SELECT action, payload_digest, result_json FROM command WHERE actor = ? AND key = ?`,
    command.actor,
    command.key,
  );
  if (known !== undefined) {
    mustBeReplay(
      { action: text(known, 'action'), payloadDigest: text(known, 'payload_digest') },
      command,
      digest,
    );
    return JSON.parse(text(known, 'result_json')) as T;
  }
  const result = apply();
  run(
    db,
    `INSERT INTO command (actor, key, action, payload_digest, result_json, at) VALUES (?, ?, ?, ?, ?, ?)`,
    command.actor,
    command.key,
    command.action,
    digest,
    JSON.stringify(result),
    at,
  );
  return result;
}
