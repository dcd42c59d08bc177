import { digestOf, mustBeReplay, type Command } from '../../service/idempotency.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import { text } from '../../service/columns.ts';
import type { Tx } from './database.ts';

/** What is known of a command under its key. */
export type Known<T> =
  | { readonly kind: 'new' }
  | { readonly kind: 'replay'; readonly result: T }
  /** The key was used for something else. */
  | { readonly kind: 'mismatch'; readonly error: unknown };

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
  const [known] = await takeKeys<T>(tx, [command], at);
  if (known?.kind === 'mismatch') throw known.error;
  if (known?.kind === 'replay') return known.result;
  const result = await apply();
  await recordResults(tx, [{ command, result }]);
  return result;
}

/**
 * The same for several commands, no two of which have the same key: those that are new are to be carried out in this transaction,
 * and their results recorded or their keys given back.
 * @returns what is known of each, in their order
 */
export async function takeKeys<T extends Json>(
  tx: Tx,
  commands: readonly Command[],
  at: Instant,
): Promise<readonly Known<T>[]> {
  const keyed = commands.filter(({ key }) => key !== null);
  if (keyed.length === 0) return commands.map(() => ({ kind: 'new' }));
  const digests = new Map(keyed.map((command) => [command, digestOf(command.payload)]));
  // The rows are there from the beginning, without a result, so that their keys are taken; nobody sees them before the commit.
  // In one order, so that no two transactions wait for each other's.
  const taken = await tx.query(
    `INSERT INTO command (host_id, actor, key, action, payload_digest, result_json, at)
     SELECT $1, actor, key, action, digest, '', $6
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS new (actor, key, action, digest) ORDER BY actor, key
     ON CONFLICT DO NOTHING RETURNING actor, key`,
    tx.hostId,
    keyed.map(({ actor }) => actor),
    keyed.map(({ key }) => key),
    keyed.map(({ action }) => action),
    keyed.map((command) => digests.get(command) ?? ''),
    at,
  );
  const isNew = new Set(taken.map((row) => nameOf(text(row, 'actor'), text(row, 'key'))));
  const others = keyed.filter(({ actor, key }) => !isNew.has(nameOf(actor, key)));
  const known = await knownCommands(tx, others);
  return commands.map((command): Known<T> => {
    const { actor, key } = command;
    if (key === null || isNew.has(nameOf(actor, key))) return { kind: 'new' };
    const record = known.get(nameOf(actor, key));
    if (record === undefined) throw new Error('A command has lost its row');
    try {
      mustBeReplay(record, command, digests.get(command) ?? '');
    } catch (error) {
      return { kind: 'mismatch', error };
    }
    return { kind: 'replay', result: JSON.parse(record.result) as T };
  });
}

/** What came of commands whose keys this transaction has taken; of those without a key nothing is kept. */
export async function recordResults(
  tx: Tx,
  done: readonly { readonly command: Command; readonly result: Json }[],
): Promise<void> {
  const keyed = done.filter(({ command }) => command.key !== null);
  if (keyed.length === 0) return;
  await tx.run(
    `UPDATE command SET result_json = done.result FROM unnest($2::text[], $3::text[], $4::text[]) AS done (actor, key, result)
     WHERE command.host_id = $1 AND command.actor = done.actor AND command.key = done.key`,
    tx.hostId,
    keyed.map(({ command }) => command.actor),
    keyed.map(({ command }) => command.key),
    keyed.map(({ result }) => JSON.stringify(result)),
  );
}

/** These were not carried out: their keys can be used again. */
export async function giveKeysBack(tx: Tx, commands: readonly Command[]): Promise<void> {
  const keyed = commands.filter(({ key }) => key !== null);
  if (keyed.length === 0) return;
  await tx.run(
    `DELETE FROM command USING unnest($2::text[], $3::text[]) AS refused (actor, key)
     WHERE command.host_id = $1 AND command.actor = refused.actor AND command.key = refused.key`,
    tx.hostId,
    keyed.map(({ actor }) => actor),
    keyed.map(({ key }) => key),
  );
}

interface CommandRecord {
  readonly action: string;
  readonly payloadDigest: string;
  readonly result: string;
}

async function knownCommands(tx: Tx, commands: readonly Command[]): Promise<Map<string, CommandRecord>> {
  if (commands.length === 0) return new Map();
  const rows = await tx.query(
    `SELECT command.actor, command.key, action, payload_digest, result_json
     FROM command JOIN unnest($2::text[], $3::text[]) AS asked (actor, key) USING (actor, key) WHERE host_id = $1`,
    tx.hostId,
    commands.map(({ actor }) => actor),
    commands.map(({ key }) => key),
  );
  return new Map(
    rows.map((row) => [
      nameOf(text(row, 'actor'), text(row, 'key')),
      {
        action: text(row, 'action'),
        payloadDigest: text(row, 'payload_digest'),
        result: text(row, 'result_json'),
      },
    ]),
  );
}

function nameOf(actor: string, key: string | null): string {
  return JSON.stringify([actor, key]);
}
