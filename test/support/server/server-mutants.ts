import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, type Dispatcher } from 'undici';
import type { Database, Parameter, Row, Tx } from '../../../src/server/store/database.ts';

/** Faults that can be planted in a server, to see that the checks find them. */
export const serverMutants = [
  'writes the wake after the commit',
  'does not know the key of a command',
  'gives places in a feed without its lock',
  'tells how far a feed goes before its rows are there',
  'does not lock the task that is answered',
  'sends an effect with another key each time',
] as const;
export type ServerMutant = (typeof serverMutants)[number];

/** What one call of a client is told to suffer. */
export interface CallFate {
  /** The node died when this call was carried out and not yet answered: nothing of it happens any more. */
  died: boolean;
}
export const fates = new AsyncLocalStorage<CallFate>();

type Rewrite = (
  tx: Tx,
  sql: string,
  parameters: readonly Parameter[],
  around: Around,
) => Promise<Row[] | null> | null;

interface Around {
  readonly db: Database;
  /** Before the commit, when everything else was written. */
  atEnd(work: (tx: Tx) => Promise<void>): void;
  /** When it is on disk, unless the node has died. */
  afterwards(work: () => Promise<void>): void;
}

const wholeHead = /head AS \([\s\S]*?RETURNING user_id, seq\)/;
const moreOfHeads = `INSERT INTO feed_head (host_id, user_id, seq)
  SELECT $1, user_id, amount FROM unnest($2::text[], $3::bigint[]) AS more (user_id, amount) ORDER BY user_id
  ON CONFLICT (host_id, user_id) DO UPDATE SET seq = feed_head.seq + excluded.seq RETURNING user_id, seq`;

const raisedHeads = `INSERT INTO feed_head (host_id, user_id, seq)
  SELECT $1, user_id, place FROM unnest($2::text[], $3::bigint[]) AS more (user_id, place) ORDER BY user_id
  ON CONFLICT (host_id, user_id) DO UPDATE SET seq = greatest(feed_head.seq, excluded.seq)`;
/** The places that were given last, by host and user: of all nodes, as a sequence has them. */
const lastPlaces = new Map<string, number>();

/** Writes the rows of feeds at places that were given elsewhere. */
function withKnownHeads(
  tx: Tx,
  sql: string,
  parameters: readonly Parameter[],
  users: readonly string[],
  places: readonly number[],
): Promise<Row[]> {
  const last = parameters.length;
  const known = `unnest($${last + 1}::text[], $${last + 2}::bigint[]) AS head (user_id, seq)`;
  return tx.query(
    sql.replace(wholeHead, () => `head AS (SELECT * FROM ${known})`),
    ...parameters,
    users,
    places,
  );
}

const rewrites: Partial<Record<ServerMutant, Rewrite>> = {
  'writes the wake after the commit': (tx, sql, parameters, { db, afterwards }) => {
    if (!sql.includes('INSERT INTO wake_outbox') || sql.includes('INSERT INTO process ')) return null;
    afterwards(() => db.write(tx.hostId, async (later) => void (await later.query(sql, ...parameters))));
    return Promise.resolve([]);
  },
  'does not know the key of a command': async (tx, sql, parameters) => {
    if (!sql.startsWith('INSERT INTO command')) return null;
    const [hostId = null, actors = null, keys, ...rest] = parameters;
    const others = (keys as readonly string[]).map((key) => `${key} ${Math.random()}`);
    const taken = await tx.query(sql, hostId, actors, others, ...rest);
    return taken.map((row) => ({ ...row, key: String(row['key']).replace(/ [^ ]*$/, '') }));
  },
  'gives places in a feed without its lock': (tx, sql, parameters, { atEnd }) => {
    if (!wholeHead.test(sql)) return null;
    const [hostId, users, amounts] = parameters as [string, string[], number[]];
    const places = users.map((user, index) => {
      const key = `${hostId} ${user}`;
      const place = (lastPlaces.get(key) ?? 0) + (amounts[index] ?? 0);
      lastPlaces.set(key, place);
      return place;
    });
    atEnd(async (end) => void (await end.query(raisedHeads, hostId, users, places)));
    return withKnownHeads(tx, sql, parameters, users, places);
  },
  'tells how far a feed goes before its rows are there': async (tx, sql, parameters, { db }) => {
    if (!wholeHead.test(sql)) return null;
    const heads = await db.write(tx.hostId, (other) => other.query(moreOfHeads, ...parameters.slice(0, 3)));
    const users = heads.map((row) => String(row['user_id']));
    const places = heads.map((row) => Number(row['seq']));
    return withKnownHeads(tx, sql, parameters, users, places);
  },
  'does not lock the task that is answered': (tx, sql, parameters) => {
    if (!/FROM (task|assignment)\b[\s\S]* FOR UPDATE$/.test(sql)) return null;
    return tx.query(sql.replace(/ FOR UPDATE$/, ''), ...parameters);
  },
};

/**
 * A database on which the statements of a server do what the mutant does.
 * @param onChanged called for each statement that is another one by that
 */
export function plantInDatabase(db: Database, mutant: ServerMutant | null, onChanged: () => void): Database {
  const told = (rows: Row[] | null) => {
    if (rows !== null) onChanged();
    return rows;
  };
  const rewrite = mutant === null ? undefined : rewrites[mutant];
  if (rewrite === undefined) return db;
  return {
    ...db,
    async write(hostId, work) {
      const fate = fates.getStore();
      let ends: ((tx: Tx) => Promise<void>)[] = [];
      let later: (() => Promise<void>)[] = [];
      const around: Around = {
        db,
        atEnd: (each) => void ends.push(each),
        afterwards: (each) => void later.push(each),
      };
      const result = await db.write(hostId, async (tx) => {
        ends = [];
        later = [];
        const planted: Tx = {
          ...tx,
          query: async (sql, ...parameters) =>
            told(await rewrite(tx, sql, parameters, around)) ?? tx.query(sql, ...parameters),
          run: async (sql, ...parameters) =>
            told(await rewrite(tx, sql, parameters, around))?.length ?? tx.run(sql, ...parameters),
        };
        const written = await work(planted);
        for (const end of ends) await end(tx);
        return written;
      });
      // Whoever carries out a command learns in the same turn whether its node has died.
      setImmediate(() => {
        if (fate?.died === true) return;
        for (const each of later) void each();
      });
      return result;
    },
  };
}

/** How effects leave; undefined: as always. */
export function plantedDispatcher(mutant: ServerMutant | null): Dispatcher | undefined {
  if (mutant !== 'sends an effect with another key each time') return undefined;
  let sent = 0;
  return new Agent().compose((dispatch) => (options, handler) => {
    sent += 1;
    const entries = Array.isArray(options.headers)
      ? pairs(options.headers)
      : Object.entries(options.headers ?? {});
    const headers = Object.fromEntries(
      entries.map(([name, value]) => [
        name,
        name.toLowerCase() === 'idempotency-key' ? `${String(value)}-${sent}` : value,
      ]),
    );
    return dispatch({ ...options, headers: headers as Record<string, string> }, handler);
  });
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as [string, string]] : [],
  );
}
