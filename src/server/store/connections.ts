import { Socket } from 'node:net';
import { Client, Pool, type ClientConfig, type PoolClient } from 'pg';

// C1: whoever asks the database hears from it within a limit, also where the connection is dead without saying so.
// C2: an answer that is late even after PostgreSQL itself had to give the statement up means such a connection. Those that were
// opened beside it are most likely dead as well: none of them is handed out again.

export interface TimeLimits {
  /** In milliseconds: to open a connection, or to get a free one. */
  readonly connectMs: number;
  /** In milliseconds: of one statement, and of a transaction that stands still. */
  readonly statementMs: number;
  /** In milliseconds: how much later than PostgreSQL this side gives a statement up. */
  readonly graceMs: number;
}

export const usualTimeLimits: TimeLimits = { connectMs: 5_000, statementMs: 20_000, graceMs: 2_000 };

export interface Connection {
  readonly client: PoolClient;
  /** @param broken why nobody is to use it again */
  giveBack(broken?: Error): void;
}

export interface Connections {
  take(): Promise<Connection>;
  /** One of its own, ended by whoever asked for it. */
  connect(): Promise<Client>;
  close(): Promise<void>;
}

export interface ConnectionsOptions {
  readonly config: ClientConfig;
  /** That are held at most. */
  readonly most: number;
  readonly limits: TimeLimits;
  /** An error of an idle connection: another one is opened when one is needed. */
  readonly onError: (error: Error) => void;
}

/** After so long without a word the system asks whether the other side still lives. */
const keepAliveAfterMs = 10_000;

export function openConnections({ config, most, limits, onError }: ConnectionsOptions): Connections {
  const settings: ClientConfig = {
    ...config,
    connectionTimeoutMillis: limits.connectMs,
    statement_timeout: limits.statementMs,
    idle_in_transaction_session_timeout: limits.statementMs,
    query_timeout: limits.statementMs + limits.graceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterMs,
    stream: openSocket,
  };
  const open = () => {
    const opened = new Pool({ ...settings, max: most });
    opened.on('error', onError);
    // A connection that breaks between two statements of a transaction says so here; the next statement fails by it.
    opened.on('connect', (client) => client.on('error', () => {}));
    return opened;
  };
  let pool = open();
  const replace = (silent: Pool) => {
    if (silent !== pool) return;
    pool = open();
    // What is under way there ends by itself, or by the same limit.
    void silent.end();
  };

  return {
    async take() {
      const from = pool;
      const client = await from.connect();
      return {
        client,
        giveBack(broken) {
          client.release(broken);
          if (isSilence(broken)) replace(from);
        },
      };
    },
    async connect() {
      const client = new Client(settings);
      await client.connect();
      return client;
    },
    close: () => pool.end(),
  };
}

/** Whoever ends a connection does not wait until the other side has ended it too: it may never. */
function openSocket(): Socket {
  const socket = new Socket();
  return socket.once('finish', () => socket.destroy());
}

/** Nothing was answered within the limit. pg says so in words only. */
export function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** It broke, or none could be had. pg says so in words only. */
export function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered|Client was closed)/.test(
      error.message,
    )
  );
}
