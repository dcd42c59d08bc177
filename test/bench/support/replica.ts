import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createRouterClient } from '@orpc/server';
import { openReplicaAccount, type ReplicaAccount } from '../../../src/local/sync/replica-account.ts';
import { createCountersignTransport } from '../../../src/local/sync/transports/countersign/countersign-transport.ts';
import { silentLog } from '../../../src/service/log.ts';
import { feedLinesType, feedPaths } from '../../../src/shared/contract/sync.ts';
import type { Clock } from '../../../src/shared/clock.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { systemClock, systemTimers } from '../../../src/shared/system-clock.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { systemRandom } from '../../../src/shared/system-random.ts';
import { temporaryFolder } from '../../support/account.ts';
import { aDocument, hostId, idOf } from '../../support/sync/documents.ts';

const pageSize = 1_000;

/** A feed of so many tasks, as pages that were made beforehand: what it costs to make them is another bench. */
export async function openFeed(count: number): Promise<{ url: string; close(): void }> {
  const pages: string[] = [];
  const pagesOfLines: string[] = [];
  for (let from = 0; from < count; from += pageSize) {
    const entries = Array.from({ length: Math.min(pageSize, count - from) }, (_, index) => {
      const number = from + index + 1;
      const [taskAsstId, taskId] = [idOf('assignment', number), idOf('task', number)];
      const changedTs = '2026-05-22T14:30:00.000Z';
      return { cursor: number, taskAsstId, taskId, gone: false, changedTs, task: aDocument(number) };
    });
    const cursor = from + entries.length;
    const head = { cursor, latest: count, remaining: count - cursor, startOver: false };
    pages.push(JSON.stringify({ entries, ...head }));
    const lines = [
      { ...head, count: entries.length },
      ...entries.flatMap(({ task, ...place }) => [place, task]),
    ];
    pagesOfLines.push(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === feedPaths.stream) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: caught-up\ndata: {"cursor":${count}}\n\n`);
      return;
    }
    const after = Number(url.searchParams.get('after') ?? 0);
    const isLines =
      url.pathname === feedPaths.page && request.headers.accept?.includes(feedLinesType) === true;
    const page =
      url.pathname === feedPaths.page
        ? (isLines ? pagesOfLines : pages)[after / pageSize]
        : JSON.stringify(handshake);
    response.writeHead(200, { 'content-type': isLines ? feedLinesType : 'application/json' });
    response.end(
      page ?? JSON.stringify({ entries: [], cursor: after, latest: count, remaining: 0, startOver: false }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const handshake = {
  contractVersion: 1,
  oldestContractVersion: 1,
  serverVersion: '0.1.0',
  issuer: 'http://localhost',
  clientId: 'bench',
  audience: 'bench',
  scopes: [],
  serverName: 'Bench',
};

export interface AccountOptions {
  readonly folder: string;
  readonly url: string;
  readonly clock?: Clock;
  readonly userId?: string;
  readonly host?: string;
  readonly token?: () => Promise<string>;
  readonly fetch?: typeof globalThis.fetch;
}

export function openAccount(options: AccountOptions): ReplicaAccount {
  const { folder, url, clock = systemClock, userId = 'alice', host = hostId } = options;
  const { token = async () => 'token', fetch = globalThis.fetch } = options;
  const tokens = { token, refused: () => {}, prove: () => null, onRefreshed: () => () => {} };
  return openReplicaAccount({
    folder,
    identity: { accountId: 'bench', accountName: 'Bench', hostId: host, userId, userName: userId },
    transport: createCountersignTransport({
      serverUrl: url,
      fetch,
      tokens,
      deviceId: null,
      timers: systemTimers,
    }),
    tokens,
    schemas: createSchemas(),
    clock,
    timers: systemTimers,
    ids: systemIds,
    random: systemRandom,
    log: silentLog,
  });
}

export function caughtUp(account: ReplicaAccount): Promise<void> {
  return new Promise((resolve) => {
    const stop = account.onStatus(({ state }) => {
      if (state !== 'online') return;
      stop();
      resolve();
    });
    account.start();
  });
}

/** @returns tasks a second until all of them are durable, listed and found by a search */
export async function coldSync(url: string, count: number): Promise<number> {
  using folder = temporaryFolder();
  const account = openAccount({ folder: folder.path, url });
  const from = performance.now();
  await caughtUp(account);
  const seconds = (performance.now() - from) / 1_000;
  const found = account.search(`request ${count}`, 1).length;
  await account.close();
  if (found !== 1) throw new Error('The last task is not found');
  return count / seconds;
}

/** The same feed, read by nothing but fetch and JSON.parse into one table with its text index, durable page by page. */
export async function bareFeed(url: string, count: number): Promise<number> {
  using folder = temporaryFolder();
  const db = new Sqlite(join(folder.path, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE task (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, due INTEGER, newest INTEGER, document TEXT);
    CREATE INDEX inbox ON task (due, newest, id);
    CREATE VIRTUAL TABLE task_text USING fts5 (title, prompt, content = '', prefix = '2 3')`);
  const insert = db.prepare('INSERT INTO task (id, due, newest, document) VALUES (?, 0, ?, ?)');
  const index = db.prepare('INSERT INTO task_text (rowid, title, prompt) VALUES (?, ?, ?)');
  const from = performance.now();
  for (let after = 0; after < count;) {
    const response = await fetch(`${url}${feedPaths.page}?after=${after}&limit=${pageSize}`);
    const page = (await response.json()) as {
      cursor: number;
      entries: { task: ReturnType<typeof aDocument> }[];
    };
    db.transaction(() => {
      for (const { task } of page.entries) {
        const { lastInsertRowid } = insert.run(
          task.taskAsstId,
          -Date.parse(task.assignedTs),
          JSON.stringify(task),
        );
        index.run(lastInsertRowid, task.title, task.ask.prompt);
      }
    })();
    after = page.cursor;
  }
  const seconds = (performance.now() - from) / 1_000;
  db.close();
  return count / seconds;
}

/** @returns answers a second that are given without a network, each acknowledged when it is durable */
export async function offlineAnswers(url: string, count: number, sideBySide: number): Promise<number> {
  using folder = temporaryFolder();
  // Nothing leaves while it is measured: the time to undo is never over.
  const account = openAccount({
    folder: folder.path,
    url,
    clock: { now: () => Date.UTC(2026, 4, 22, 14, 30) },
  });
  await caughtUp(account);
  const actor = { userId: 'alice' as UserId, permissions: new Set<string>() };
  const client = createRouterClient(account.router, { context: { actor, source: 'window' } });
  let next = 0;
  const answer = async () => {
    while (next < count) {
      next += 1;
      await client.humanTasks.complete({
        taskAsstId: idOf('assignment', next),
        response: { value: 'APPROVED' },
      });
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: sideBySide }, answer));
  const seconds = (performance.now() - from) / 1_000;
  const { queued } = account.summary();
  await account.close();
  if (queued !== count) throw new Error(`${queued} of ${count} answers are queued`);
  return count / seconds;
}

/** Rows of the same size, each committed for itself: what one durable write costs here at least. */
export async function bareCommits(count: number): Promise<number> {
  using folder = temporaryFolder();
  const db = new Sqlite(join(folder.path, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE answer (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, document TEXT)');
  const insert = db.prepare('INSERT INTO answer (id, document) VALUES (?, ?)');
  const document = JSON.stringify({ response: { value: 'APPROVED' }, title: 'x'.repeat(200) });
  const from = performance.now();
  for (let number = 0; number < count; number += 1) insert.run(systemIds.next(), document);
  const seconds = (performance.now() - from) / 1_000;
  db.close();
  return count / seconds;
}
