import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { feedLinesType, feedPaths, type FeedEntry } from '../../../src/shared/contract/sync.ts';
import { temporaryFolder } from '../../support/account.ts';
import type { Document } from '../../support/sync/documents.ts';
import { ScriptedServer } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle, type TestReplica } from '../../support/sync/test-replica.ts';

const epoch = '0190c0de-0000-4000-8000-00000000e001';
const anotherEpoch = '0190c0de-0000-4000-8000-00000000e002';

/** As a server of a later version would ask. */
const later = (document: Document) => ({ ask: { ...document.ask, mode: 'hologram' as 'approval' } });

const isPage = ({ url }: Request) => new URL(url).pathname === feedPaths.page;
const isStream = ({ url }: Request) => new URL(url).pathname === feedPaths.stream;

/** What a cache between the two would answer from now on, and lets no stream through. */
function tellsAsNow(
  server: ScriptedServer,
  after: number,
  entries = server.model.page(after, 100).entries,
): () => void {
  const told = structuredClone(entries);
  const head = { ...server.model.page(after, 100), entries: undefined, epoch, floor: 0, count: told.length };
  const lines = [head, ...told.flatMap(({ task, ...place }) => [place, task])];
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const isOld = (request: Request) =>
    isPage(request) && new URL(request.url).searchParams.get('after') === String(after);
  return () => {
    server.fate = (request) => {
      if (isOld(request)) return { status: 200, headers: { 'content-type': feedLinesType }, body };
      return isStream(request) ? 'refused' : 'arrives';
    };
  };
}

async function started(folder: string, server: ScriptedServer): Promise<TestReplica> {
  const replica = openTestReplica(folder, server);
  replica.account.start();
  await settle();
  return replica;
}

async function titlesOf(replica: TestReplica): Promise<string[]> {
  const { humanTasks } = await replica.client.humanTasks.list({ limit: 100 });
  return humanTasks.map(({ title }) => title).toSorted();
}

/** The next start reads from the unreadable one on. */
function aServer(): { server: ScriptedServer; unreadable: Document; task: Document } {
  const server = new ScriptedServer();
  server.epoch = epoch;
  const unreadable = server.model.create();
  server.model.change(unreadable.taskAsstId, later(unreadable));
  return { server, unreadable, task: server.model.create() };
}

describe('what was told of a task before something newer was', () => {
  it('is left alone where a part of the feed is read again and comes as it was', async () => {
    using folder = temporaryFolder();
    const { server, unreadable, task } = aServer();
    const old = server.model.page(1, 100).entries.map((entry): FeedEntry => {
      return entry.taskAsstId === unreadable.taskAsstId ? { ...entry, task: null, gone: true } : entry;
    });
    const tellOld = tellsAsNow(server, 1, old);
    {
      await using replica = await started(folder.path, server);
      server.model.change(task.taskAsstId, { title: 'Newer' });
      await settle();
      expect(await titlesOf(replica)).toEqual(['Newer']);
    }
    tellOld();
    {
      await using replica = await started(folder.path, server);
      expect(await titlesOf(replica)).toEqual(['Newer']);
    }
    server.fate = () => 'arrives';
    await using replica = await started(folder.path, server);
    expect(replica.account.status.state).toBe('online');
    expect(await titlesOf(replica)).toEqual(['Newer']);
  });

  it('is left alone also where the newer one cannot be read', async () => {
    using folder = temporaryFolder();
    const { server, task } = aServer();
    const other = server.model.create();
    const tellOld = tellsAsNow(server, 1);
    {
      await using replica = await started(folder.path, server);
      server.model.change(task.taskAsstId, later(task));
      server.model.change(other.taskAsstId, { title: 'Newer' });
      await settle();
      expect(await titlesOf(replica)).toEqual(['Newer']);
    }
    tellOld();
    await using replica = await started(folder.path, server);
    expect(await titlesOf(replica)).toEqual(['Newer']);
    server.fate = () => 'arrives';
    replica.account.hint('now');
    await settle();
    expect(replica.account.status.problem).toMatch(/^2 tasks/);
  });

  it('is left alone where it would take away what was given back meanwhile', async () => {
    using folder = temporaryFolder();
    const { server, task } = aServer();
    server.model.takeAway(task.taskAsstId);
    const tellOld = tellsAsNow(server, 1);
    {
      await using replica = await started(folder.path, server);
      server.model.documents.set(task.taskAsstId, task);
      server.model.tell(task.taskAsstId);
      await settle();
      expect(await titlesOf(replica)).toEqual([task.title]);
    }
    tellOld();
    await using replica = await started(folder.path, server);
    expect(await titlesOf(replica)).toEqual([task.title]);
  });

  it('counts where everything is told anew', async () => {
    using folder = temporaryFolder();
    const { server, task } = aServer();
    const restore = server.model.backup();
    await using replica = await started(folder.path, server);
    server.model.change(task.taskAsstId, { title: 'Of the first life' });
    await settle();
    expect(await titlesOf(replica)).toEqual(['Of the first life']);
    restore();
    server.epoch = anotherEpoch;
    server.heartbeat();
    await settle(100);
    expect(await titlesOf(replica)).toEqual([task.title]);
    server.model.change(task.taskAsstId, { title: 'Of the second life' });
    await settle();
    expect(await titlesOf(replica)).toEqual(['Of the second life']);
  });

  it('counts where the server does not say what its numbers are of', async () => {
    using folder = temporaryFolder();
    const { server, task } = aServer();
    server.epoch = undefined;
    const restore = server.model.backup();
    server.model.create({ title: 'Of the first life' });
    {
      await using replica = await started(folder.path, server);
      server.model.change(task.taskAsstId, { title: 'Newer' });
      await settle();
      expect(await titlesOf(replica)).toEqual(['Newer', 'Of the first life']);
    }
    restore();
    server.model.change(task.taskAsstId, { title: 'Of the second life' });
    await using replica = await started(folder.path, server);
    expect(await titlesOf(replica)).toContain('Of the second life');
  });

  it('counts in a replica of before the places were kept', async () => {
    using folder = temporaryFolder();
    const { server, task } = aServer();
    const tellAgain = tellsAsNow(server, 1);
    await (await started(folder.path, server))[Symbol.asyncDispose]();
    const file = new Sqlite(join(folder.path, 'team.db'));
    file.exec(
      `ALTER TABLE task DROP COLUMN cursor; UPDATE task SET document = replace(document, 'Review', 'Seen')`,
    );
    file.pragma('user_version = 3');
    file.close();
    tellAgain();
    await using replica = await started(folder.path, server);
    expect(await titlesOf(replica)).toEqual([task.title]);
  });
});
