import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/account.ts';
import { ScriptedServer } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle, type TestReplica } from '../../support/sync/test-replica.ts';
import type { Document } from '../../support/sync/documents.ts';

/** As a server of a later version would ask: in a mode that this one has never heard of. */
const later = (document: Document) => ({ ask: { ...document.ask, mode: 'hologram' as 'approval' } });

const titles = async ({ client }: TestReplica) =>
  (await client.humanTasks.list({})).humanTasks.map(({ title }) => title);

describe('a task that this version cannot read', () => {
  it('does not keep the account from the others, in pages and in the stream, and is told of', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { model } = server;
    const first = model.create();
    const second = model.create();
    model.change(first.taskAsstId, later(first));
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    expect(replica.account.summary()).toMatchObject({
      state: 'online',
      problem: '1 task of this server needs a newer version of the app',
    });
    expect(await titles(replica)).toEqual(['Review request 2']);
    model.change(second.taskAsstId, later(second));
    model.create();
    await settle();
    expect(replica.account.summary()).toMatchObject({
      state: 'online',
      problem: '2 tasks of this server need a newer version of the app',
    });
    expect(await titles(replica)).toEqual(['Review request 3']);
    model.change(first.taskAsstId, first);
    model.takeAway(second.taskAsstId);
    await settle();
    expect(replica.account.summary()).toMatchObject({ state: 'online', problem: null });
    expect(await titles(replica)).toEqual(['Review request 3', 'Review request 1']);
  });

  it('is read again by the next start of the app, from where it stood', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { model } = server;
    model.create();
    const second = model.create();
    model.change(second.taskAsstId, later(second));
    const third = model.create();
    {
      await using replica = openTestReplica(folder.path, server);
      replica.account.start();
      await settle();
      expect(replica.account.summary().problem).toContain('1 task');
    }
    // The server does not tell it again: what has changed is who reads it.
    model.documents.set(second.taskAsstId, second);
    const before = server.requests.length;
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    expect(replica.account.summary()).toMatchObject({ state: 'online', problem: null });
    expect((await titles(replica)).toSorted()).toEqual(['Review request 1', 'Review request 2', third.title]);
    expect(server.requests.slice(before).filter(({ path }) => path === '/api/sync/changes')).toHaveLength(1);
  });

  it('is not a feed at all where nobody can tell whose it is or where it stands', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    server.tell = (entries) => entries.map((entry) => ({ ...entry, taskAsstId: 'nobody' }));
    server.model.create();
    await settle();
    expect(replica.account.status.state).not.toBe('online');
    server.tell = (entries) => entries;
    replica.account.hint('now');
    await settle();
    expect(await titles(replica)).toEqual(['Review request 1']);
  });
});
