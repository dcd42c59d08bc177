import {
  DatabaseError,
  escapeLiteral,
  TypeOverrides,
  types as pgTypes,
  type Client,
  type PoolClient,
  type QueryResult,
} from 'pg';
import { CountersignError } from '../../shared/errors.ts';
import { isUnavailable } from '../../service/unavailable.ts';
import {
  isLostConnection,
  isSilence,
  openConnections,
  usualTimeLimits,
  type TimeLimits,
} from './connections.ts';

// D1: every statement runs in a transaction of one host, or of none: row-level security lets it see that host's rows only.
// D2: the connection works as a role that cannot step around those policies, also where the URL's own user could.
// D3: what a transaction has to tell others is told after its commit, or never.

export type Row = Record<string, string | number | boolean | Buffer | null>;
export type Parameter = string | number | boolean | Buffer | null | readonly (string | number | null)[];

/** One transaction, of one host. Verbs that write take a Tx, those that only read take a Reader. */
export interface Reader {
  readonly hostId: string;
  /** Each text is prepared once per connection. */
  query(sql: string, ...parameters: readonly Parameter[]): Promise<Row[]>;
}

export interface Tx extends Reader {
  /** @returns how many rows changed */
  run(sql: string, ...parameters: readonly Parameter[]): Promise<number>;
  /** Called once after this transaction is durable; not when it fails. */
  afterCommit(then: () => void): void;
}

/** A transaction of a job that looks after every host; it reads only. */
export interface SystemReader {
  query(sql: string, ...parameters: readonly Parameter[]): Promise<Row[]>;
}

export interface Database {
  /**
   * Runs `work` as one transaction: all of it is on disk when this resolves, or nothing of it. A conflict between transactions
   * (deadlock, serialization) is tried again by itself, so `work` must have no effects of its own: `afterCommit` is for these.
   * @throws CountersignError STORE_UNAVAILABLE when the database is away
   */
  write<T>(hostId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads several things of one moment. @throws CountersignError STORE_UNAVAILABLE */
  read<T>(hostId: string, work: (reader: Reader) => Promise<T>): Promise<T>;
  readAllHosts<T>(work: (reader: SystemReader) => Promise<T>): Promise<T>;
  /** For LISTEN/NOTIFY and migrations: a connection of its own, ended by whoever asked for it. */
  connect(): Promise<Client>;
  /** @returns how long a round trip takes, in milliseconds. @throws when the database does not answer */
  ping(): Promise<number>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Connections that are held at most. */
  readonly connections: number;
  /** As which role statements run; null: as the URL's own user, who must be no superuser. */
  readonly role: string | null;
  /** An error of an idle connection: the pool opens another one. */
  readonly onError: (error: Error) => void;
  readonly limits?: TimeLimits;
}

/** Conflicts between transactions that are tried again before the caller hears of them. */
const mostTries = 5;

// int8 as number: what is counted here (milliseconds, rows, bytes) stays far below 2^53.
const types = new TypeOverrides();
types.setTypeParser(pgTypes.builtins.INT8, Number);

export function openDatabase({
  url,
  connections: most,
  role,
  onError,
  limits = usualTimeLimits,
}: DatabaseOptions): Database {
  const connections = openConnections({
    config: {
      connectionString: url,
      types,
      application_name: 'countersign',
      ...(role === null ? {} : { options: `-c role=${role}` }),
    },
    most,
    limits,
    onError,
  });

  const transact = async <T>(
    begin: string,
    setting: readonly [name: string, value: string],
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T> => {
    const { client, giveBack } = await connections.take();
    let broken: Error | undefined;
    try {
      // Both in one message: every transaction begins so.
      await client.query(`${begin}; SET LOCAL ${setting[0]} = ${escapeLiteral(setting[1])}`);
      const result = await work(client);
      await client.query('COMMIT').catch((failure: Error) => {
        throw isAway(failure) ? new LostCommit(failure) : failure;
      });
      return result;
    } catch (error) {
      const cause = causeOf(error);
      // Whoever is silent is asked for nothing more.
      if (isSilence(cause)) broken = cause;
      else await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      giveBack(broken);
    }
  };

  return {
    write: (hostId, work) =>
      again(async () => {
        const told: (() => void)[] = [];
        const result = await transact('BEGIN', ['app.host_id', hostId], (client) =>
          work({
            hostId,
            query: (sql, ...parameters) => rows(client, sql, parameters),
            run: async (sql, ...parameters) => (await send(client, sql, parameters)).rowCount ?? 0,
            afterCommit: (then) => void told.push(then),
          }),
        );
        for (const then of told) then();
        return result;
      }),
    read: (hostId, work) =>
      again(() =>
        transact('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', ['app.host_id', hostId], (client) =>
          work({ hostId, query: (sql, ...parameters) => rows(client, sql, parameters) }),
        ),
      ),
    readAllHosts: (work) =>
      again(() =>
        transact('BEGIN READ ONLY', ['app.system', 'on'], (client) =>
          work({ query: (sql, ...parameters) => rows(client, sql, parameters) }),
        ),
      ),
    connect: connections.connect,
    async ping() {
      const before = performance.now();
      const { client, giveBack } = await connections.take();
      let broken: Error | undefined;
      try {
        // Its types do not know of a limit for one query.
        const question = { text: 'SELECT 1', query_timeout: limits.connectMs };
        await client.query(question);
      } catch (error) {
        broken = error as Error;
        throw error;
      } finally {
        giveBack(broken);
      }
      return performance.now() - before;
    },
    close: connections.close,
  };
}

const whenAway = 'Try again in a moment; if it lasts, tell who runs the server. Nothing was recorded.';
const whenUncertain =
  'Try again in a moment, with the same idempotency key: it may have been recorded already. If it lasts, tell who runs the server.';

/** The connection was lost while the transaction was being committed: nobody knows whether it was. */
class LostCommit extends Error {
  override readonly name = 'LostCommit';
  constructor(cause: Error) {
    super('The connection was lost during a commit', { cause });
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof LostCommit ? error.cause : error;
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (isConflict(error) && tries < mostTries) continue;
      const cause = causeOf(error);
      if (!isAway(cause)) throw error;
      const next = error instanceof LostCommit ? whenUncertain : whenAway;
      throw new CountersignError('STORE_UNAVAILABLE', { cause, details: { next } });
    }
  }
}

function isAway(error: unknown): boolean {
  return isUnavailable(error) || isLostConnection(error) || isSilence(error);
}

/** From here on a lock that is not to be had so soon fails this transaction. */
export async function waitAtMost(tx: Tx, milliseconds: number): Promise<void> {
  await tx.query(`SELECT set_config('lock_timeout', $1, true)`, String(milliseconds));
}

/** Two transactions were in each other's way: nothing of this one was written. */
function isConflict(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/** The same, or one has waited too long for the other. */
export function isInTheWay(error: unknown): boolean {
  return isConflict(error) || (error instanceof DatabaseError && error.code === '55P03');
}

/** PostgreSQL has given up a statement, or a transaction in which nothing was asked of it for too long. */
export function isTooLong(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '57014' || error.code === '25P03');
}

async function rows(client: PoolClient, sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
  return (await send(client, sql, parameters)).rows;
}

const names = new Map<string, string>();

function send(client: PoolClient, sql: string, values: readonly Parameter[]): Promise<QueryResult<Row>> {
  let name = names.get(sql);
  if (name === undefined) names.set(sql, (name = `s${names.size}`));
  return client.query<Row>({ name, text: sql, values: [...values] });
}

export async function first(
  reader: Reader | SystemReader,
  sql: string,
  ...parameters: readonly Parameter[]
): Promise<Row | undefined> {
  return (await reader.query(sql, ...parameters))[0];
}
