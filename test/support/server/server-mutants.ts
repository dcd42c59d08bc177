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
) => Promise<Row[]> | null;

interface Around {
  readonly db: Database;
  /** Before the commit, when everything else was written. */
  atEnd(work: (tx: Tx) => Promise<void>): void;
  /** When it is on disk, unless the node has died. */
  afterwards(work: () => Promise<void>): void;
}

const rewrites: Partial<Record<ServerMutant, Rewrite>> = {
  'writes the wake after the commit': (tx, sql, parameters, { db, afterwards }) => {
    if (!sql.startsWith('INSERT INTO wake_outbox')) return null;
    afterwards(() => db.write(tx.hostId, async (later) => void (await later.run(sql, ...parameters))));
    return Promise.resolve([]);
  },
  'does not know the key of a command': (tx, sql, parameters) => {
    if (!sql.startsWith('INSERT INTO command')) return null;
    const [hostId = null, actor = null, , ...rest] = parameters;
    return tx.query(`${sql} RETURNING 1`, hostId, actor, String(Math.random()), ...rest);
  },
  'gives places in a feed without its lock': (tx, sql, parameters, { atEnd }) => {
    if (!sql.startsWith('INSERT INTO feed_head')) return null;
    const [hostId = null, users = null, amounts = null] = parameters;
    atEnd(async (end) => {
      await end.query(sql, hostId, users, amounts);
    });
    return tx.query(
      `SELECT more.user_id, coalesce(head.seq, 0) + more.amount AS seq
       FROM unnest($2::text[], $3::bigint[]) AS more (user_id, amount)
       LEFT JOIN feed_head AS head ON head.host_id = $1 AND head.user_id = more.user_id`,
      hostId,
      users,
      amounts,
    );
  },
  'tells how far a feed goes before its rows are there': (tx, sql, parameters, { db }) => {
    if (!sql.startsWith('INSERT INTO feed_head')) return null;
    return db.write(tx.hostId, (other) => other.query(sql, ...parameters));
  },
  'does not lock the task that is answered': (tx, sql, parameters) => {
    if (!/FROM task WHERE id = \$1 FOR UPDATE/.test(sql)) return null;
    return tx.query(sql.replace(/ FOR UPDATE/, ''), ...parameters);
  },
};

/** A database on which the statements of a server do what the mutant does. */
export function plantInDatabase(db: Database, mutant: ServerMutant | null): Database {
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
          query: (sql, ...parameters) => rewrite(tx, sql, parameters, around) ?? tx.query(sql, ...parameters),
          run: async (sql, ...parameters) =>
            (await rewrite(tx, sql, parameters, around))?.length ?? tx.run(sql, ...parameters),
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
