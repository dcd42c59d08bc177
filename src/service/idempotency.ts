import { createHash } from 'node:crypto';
import { CountersignError } from '../shared/errors.ts';
import type { Json } from '../shared/json.ts';

export interface Command {
  readonly actor: string;
  /** null: the caller sent none, so this command is not a replay of anything. */
  readonly key: string | null;
  readonly action: string;
  /** What was asked for, without the key. */
  readonly payload: Json;
}

/** A command as it came in: its payload is all of the input but the key. */
export function commandOf(actor: string, action: string, input: object): Command {
  const { idempotencyKey: key = null, ...payload } = input as Keyed;
  return { actor, key, action, payload };
}

/** An input of the contract, which is JSON. */
interface Keyed {
  readonly idempotencyKey?: string | undefined;
}

/** What is kept of a payload: the same for the same value, whatever the order in which its keys arrived. */
export function digestOf(payload: Json): string {
  return createHash('sha256').update(canonical(payload)).digest('hex');
}

/** @throws CountersignError IDEMPOTENCY_MISMATCH when the key was used for something else */
export function mustBeReplay(
  known: { readonly action: string; readonly payloadDigest: string },
  command: Command,
  digest: string,
): void {
  if (known.action !== command.action || known.payloadDigest !== digest) {
    throw new CountersignError('IDEMPOTENCY_MISMATCH');
  }
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}
