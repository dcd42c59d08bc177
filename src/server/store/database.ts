import {
  Client,
  DatabaseError,
  escapeLiteral,
  Pool,
  TypeOverrides,
  types as pgTypes,
  type PoolClient,
  type QueryResult,
} from 'pg';
import { CountersignError } from '../../shared/errors.ts';
import { isUnavailable } from '../../service/unavailable.ts';

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
}

/** Conflicts between transactions that are tried again before the caller hears of them. */
const mostTries = 5;
const connectTimeoutMs = 5_000;

// int8 as number: what is counted here (milliseconds, rows, bytes) stays far below 2^53.
const types = new TypeOverrides();
types.setTypeParser(pgTypes.builtins.INT8, Number);

export function openDatabase({ url, connections, role, onError }: DatabaseOptions): Database {
  const settings = {
    connectionString: url,
    types,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'countersign',
    ...(role === null ? {} : { options: `-c role=${role}` }),
  };
  const pool = new Pool({ ...settings, max: connections });
  pool.on('error', onError);
  // A connection that breaks between two statements of a transaction says so here; the next statement fails by it.
  pool.on('connect', (client) => client.on('error', () => {}));

  const transact = async <T>(
    begin: string,
    setting: readonly [name: string, value: string],
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      // Both in one message: every transaction begins so.
      await client.query(`${begin}; SET LOCAL ${setting[0]} = ${escapeLiteral(setting[1])}`);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
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
    async connect() {
      const client = new Client(settings);
      await client.connect();
      return client;
    },
    async ping() {
      const before = performance.now();
      await pool.query('SELECT 1');
      return performance.now() - before;
    },
    close: () => pool.end(),
  };
}

const whenAway = 'Try again in a moment; if it lasts, tell who runs the server. Nothing was recorded.';

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (isConflict(error) && tries < mostTries) continue;
      if (isUnavailable(error) || isLostConnection(error)) {
        throw new CountersignError('STORE_UNAVAILABLE', { cause: error, details: { next: whenAway } });
      }
      throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/** pg says so in words only. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/.test(
      error.message,
    )
  );
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
