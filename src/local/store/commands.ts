import { createHash } from 'node:crypto';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import { first, run, text, type WritableDatabase } from './database.ts';

export interface Command {
  readonly actor: string;
  /** null: the caller sent none, so this command is not a replay of anything. */
  readonly key: string | null;
  readonly action: string;
  /** What was asked for, without the key. */
  readonly payload: Json;
}

/**
 * Carries a command out once: called inside the transaction that applies it. A replay with the same payload returns the
 * first result without doing anything; the same key with another payload is refused.
 * @throws CountersignError IDEMPOTENCY_MISMATCH
 */
export function once<T extends Json>(db: WritableDatabase, command: Command, at: Instant, apply: () => T): T {
  if (command.key === null) return apply();
  const digest = createHash('sha256').update(canonical(command.payload)).digest('hex');
  const known = first(
    db,
    `SELECT action, payload_digest, result_json FROM command WHERE actor = ? AND key = ?`,
    command.actor,
    command.key,
  );
  if (known !== undefined) {
    if (text(known, 'action') !== command.action || text(known, 'payload_digest') !== digest) {
      throw new CountersignError('IDEMPOTENCY_MISMATCH');
    }
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

/** The same text for the same value, whatever the order in which its keys arrived. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}
