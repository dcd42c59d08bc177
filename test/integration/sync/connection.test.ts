import { describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import type { SyncStatus } from '../../../src/local/sync/sync-engine.ts';
import { temporaryFolder } from '../../support/account.ts';
import type { Document } from '../../support/sync/documents.ts';
import { ScriptedServer, type Fate } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle, type TestReplica } from '../../support/sync/test-replica.ts';

const isCommand = ({ url }: Request) => url.includes('/rpc/');

async function onlineReplica(folder: string, server: ScriptedServer): Promise<TestReplica> {
  const replica = openTestReplica(folder, server);
  replica.account.start();
  await settle();
  return replica;
}

/** An answer that is due to be sent. */
async function answer(replica: TestReplica, taskAsstId: string, value = 'APPROVED'): Promise<void> {
  await replica.client.humanTasks.complete({ taskAsstId, response: { value } });
  replica.time.advance(5_000);
  await settle();
}

describe('the connection of an account', () => {
  it('tells how far it has come while it catches up', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    for (let count = 0; count < 2_500; count += 1) server.model.create();
    await using replica = openTestReplica(folder.path, server);
    const seen: SyncStatus['progress'][] = [];
    replica.account.onStatus(({ progress }) => {
      if (progress !== null) seen.push(progress);
    });
    replica.account.start();
    await settle(200);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.every((progress) => progress?.total === 2_500)).toBe(true);
    const done = seen.map((progress) => progress?.done ?? 0);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(2_500);
    expect(replica.account.summary()).toMatchObject({ state: 'online', progress: null });
    expect((await replica.client.humanTasks.counts({ dueBefore: '2026-05-23T00:00:00Z' })).inbox).toBe(2_500);
  });

  it('hears of a change at once, and goes on after a cut from where it was', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    server.model.create();
    await settle();
    expect((await replica.client.humanTasks.list({})).total).toBe(2);
    server.cut();
    await settle();
    server.model.create();
    expect(replica.account.status).toMatchObject({
      state: 'offline',
      problem: 'The server cannot be reached',
    });
    expect(replica.account.summary().nextTryTs).toBe('2026-05-22T14:30:00.750Z');
    replica.time.advance(750);
    await settle();
    expect((await replica.client.humanTasks.list({})).total).toBe(3);
    expect(server.requests.filter(({ path }) => path.endsWith('/changes'))).toHaveLength(2);
  });

  it('takes 40 seconds of silence for a dead connection', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    await using replica = await onlineReplica(folder.path, server);
    replica.time.advance(39_000);
    await settle();
    expect(replica.account.status.state).toBe('online');
    replica.time.advance(1_000);
    await settle();
    expect(replica.account.status.state).toBe('offline');
  });

  it('begins anew at once after this machine has slept, and when there is a network again', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    await using replica = await onlineReplica(folder.path, server);
    replica.account.hint('resumed');
    await settle();
    expect(replica.account.status.state).toBe('online');
    expect(server.requests.filter(({ path }) => path.endsWith('/handshake'))).toHaveLength(2);
    server.fate = () => 'refused';
    server.cut();
    await settle();
    server.fate = () => 'arrives';
    replica.account.hint('online');
    await settle();
    expect(replica.account.status.state).toBe('online');
  });

  it('renews a token that is no longer taken, without a word', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    server.tokens = new Set(['token-2']);
    await using replica = await onlineReplica(folder.path, server);
    expect(replica.account.status.state).toBe('online');
  });

  it('keeps what is queued while signing in again is needed, then sends it', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    replica.tokens.canRefresh = false;
    server.tokens = new Set();
    await answer(replica, taskAsstId);
    expect(replica.account.summary()).toMatchObject({ state: 'token-expired', queued: 1, nextTryTs: null });
    replica.time.advance(3_600_000);
    await settle();
    expect(replica.account.status.state).toBe('token-expired');
    server.tokens = null;
    replica.tokens.signInAgain();
    await settle();
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'delivered' }]);
  });

  it('says that the device was revoked, and which of the two is too old', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    server.revoked = true;
    await using replica = await onlineReplica(folder.path, server);
    expect(replica.account.status.state).toBe('device-revoked');
    server.oldestContractVersion = 2;
    replica.account.hint('now');
    await settle();
    expect(replica.account.status.state).toBe('server-too-new');
    server.oldestContractVersion = 0;
    server.contractVersion = 0;
    replica.account.hint('now');
    await settle();
    expect(replica.account.status.state).toBe('server-too-old');
  });

  it('takes a page that is no feed for no feed, and keeps what it has', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    const page: Fate = { status: 200, body: '<html>Welcome to our network</html>' };
    server.fate = () => page;
    server.cut();
    await settle();
    replica.time.advance(60_000);
    await settle();
    expect(replica.account.status).toMatchObject({ state: 'offline' });
    expect(replica.account.status.problem).toContain('cannot be read');
    expect((await replica.client.humanTasks.list({})).total).toBe(1);
  });
});

describe('what is sent', () => {
  it('carries the same key each time, and the device and version of who sends it', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    let lost = 0;
    server.fate = (request) => (isCommand(request) && (lost += 1) <= 3 ? 'lose' : 'arrives');
    await answer(replica, taskAsstId);
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'queued', attempts: 1 }]);
    for (let round = 0; round < 10; round += 1) {
      replica.time.advance(10_000);
      await settle();
    }
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'delivered', attempts: 4 }]);
    expect(server.model.applied).toHaveLength(1);
    const command = server.requests.find(({ path }) => path.startsWith('/rpc/'));
    expect(command?.headers.get('x-countersign-contract')).toBe('1');
  });

  it('cannot be changed or taken back once it may have arrived', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    server.fate = (request) => (isCommand(request) ? 'lose' : 'arrives');
    await answer(replica, taskAsstId);
    const { outbox } = replica.account;
    const entryId = outbox.list()[0]?.entryId ?? '';
    await expect(outbox.withdraw(entryId)).rejects.toMatchObject({ code: 'ENTRY_SENT' });
    await expect(outbox.edit(entryId, { value: 'REJECTED' })).rejects.toMatchObject({ code: 'ENTRY_SENT' });
    await expect(outbox.dismiss(entryId)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(outbox.retry('00000000-0000-7000-8000-000000000000')).rejects.toMatchObject({
      code: 'ENTRY_NOT_FOUND',
    });
  });

  it('can be changed while it has certainly not', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    server.fate = (request) => (isCommand(request) ? 'refused' : 'arrives');
    await answer(replica, taskAsstId);
    const { outbox } = replica.account;
    const entryId = outbox.list()[0]?.entryId ?? '';
    await expect(outbox.edit(entryId, { value: 'MAYBE' })).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    expect(await outbox.edit(entryId, { value: 'REJECTED' })).toMatchObject({
      state: 'held',
      label: 'Reject',
    });
    server.fate = () => 'arrives';
    for (let round = 0; round < 5; round += 1) {
      replica.time.advance(10_000);
      await settle();
    }
    expect(server.model.applied).toMatchObject([{ value: 'REJECTED' }]);
  });

  it('waits as long as the server asks for, and no other answer goes meanwhile', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const first = server.model.create();
    const second = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    const busy: Fate = { status: 429, headers: { 'retry-after': '30' } };
    server.fate = (request) => (isCommand(request) ? busy : 'arrives');
    await answer(replica, first.taskAsstId);
    await answer(replica, second.taskAsstId);
    const commands = () => server.requests.filter(({ path }) => path.startsWith('/rpc/')).length;
    expect(commands()).toBe(1);
    server.fate = () => 'arrives';
    replica.time.advance(20_000);
    server.heartbeat();
    await settle();
    expect(commands()).toBe(1);
    replica.time.advance(10_000);
    await settle();
    expect(server.model.applied).toHaveLength(2);
    expect(replica.account.status.state).toBe('online');
  });

  it('goes in the order of its writing for one task, and past others that wait', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const first = server.model.create();
    const second = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    await replica.client.humanTasks.complete({
      taskAsstId: first.taskAsstId,
      response: { value: 'APPROVED' },
    });
    await replica.client.discussion.post({ taskAsstId: first.taskAsstId, text: 'Done' });
    await replica.client.discussion.post({ taskAsstId: second.taskAsstId, text: 'Hello' });
    await settle();
    expect(server.model.applied.map(({ value }) => value)).toEqual(['Hello']);
    replica.time.advance(5_000);
    await settle();
    expect(server.model.applied.map(({ value }) => value)).toEqual(['Hello', 'APPROVED', 'Done']);
  });

  it('sends a file before the answer that needs it, and goes on where the connection broke', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId, ask } = fileTask(server);
    await using replica = await onlineReplica(folder.path, server);
    const { client } = replica;
    const bytes = Buffer.from('ten bytes!');
    const digest = `sha-256:${createHash('sha256').update(bytes).digest('hex')}`;
    let appends = 0;
    server.fate = (request) =>
      request.url.includes('upload/append') && (appends += 1) === 2 ? 'lose' : 'arrives';
    const { uploadId } = await client.files.upload.begin({
      taskAsstId,
      requirement: ask.files?.[0]?.name ?? '',
      name: 'note.txt',
      size: bytes.length,
    });
    await client.files.upload.append({ taskAsstId, uploadId, offset: 0, chunk: new File([bytes], 'piece') });
    const file = await client.files.upload.finish({ taskAsstId, uploadId, digest });
    await client.humanTasks.complete({ taskAsstId, response: { value: { note: [file] } } });
    for (let round = 0; round < 8; round += 1) {
      replica.time.advance(10_000);
      await settle();
      await replica.account.idle();
    }
    expect(server.model.files).toMatchObject([{ name: 'note.txt', digest }]);
    expect(server.model.applied).toMatchObject([
      {
        action: 'completeTask',
        value: { note: [{ handle: `countersign:file:${server.model.files[0]?.fileId}` }] },
      },
    ]);
    expect(replica.account.outbox.list().map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });
});

describe('what is entered', () => {
  it('is kept here at once, and on the server when it can be reached', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    const { drafts } = replica.client;
    server.fate = () => 'refused';
    server.cut();
    await settle();
    const saved = await drafts.save({ taskAsstId, data: { comment: 'Half' }, baseRevision: 0 });
    expect(saved.revision).toBe(1);
    expect(await drafts.get({ taskAsstId })).toMatchObject({
      revision: 1,
      draft: { data: { comment: 'Half' } },
    });
    expect((await replica.client.humanTasks.list({})).humanTasks).toMatchObject([{ hasDraft: true }]);
    server.fate = () => 'arrives';
    replica.time.advance(60_000);
    await settle();
    expect(server.model.drafts.get(taskAsstId)).toMatchObject({ revision: 1, data: { comment: 'Half' } });
  });

  it('is not replaced by entries of elsewhere: the person chooses', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    const { drafts } = replica.client;
    server.model.drafts.set(taskAsstId, {
      revision: 4,
      data: { comment: 'Theirs' },
      savedTs: '2026-05-22T14:00:00Z',
    });
    await drafts.save({ taskAsstId, data: { comment: 'Mine' }, baseRevision: 0 });
    await settle();
    const again = drafts.save({ taskAsstId, data: { comment: 'Mine too' }, baseRevision: 1 });
    await expect(again).rejects.toMatchObject({
      code: 'DRAFT_CONFLICT',
      data: { draft: { revision: 2, kept: { data: { comment: 'Theirs' } }, sent: { comment: 'Mine too' } } },
    });
    await drafts.save({ taskAsstId, data: { comment: 'Mine too' }, baseRevision: 2 });
    await settle();
    expect(server.model.drafts.get(taskAsstId)).toMatchObject({ revision: 5, data: { comment: 'Mine too' } });
  });

  it('and what was read offline is read on the server later', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = await onlineReplica(folder.path, server);
    server.fate = () => 'refused';
    server.cut();
    await settle();
    await replica.client.humanTasks.markRead({ taskAsstId });
    expect((await replica.client.humanTasks.list({})).humanTasks).toMatchObject([{ unread: false }]);
    server.fate = () => 'arrives';
    replica.time.advance(60_000);
    await settle();
    expect(server.model.find(taskAsstId).unread).toBe(false);
  });
});

function fileTask(server: ScriptedServer): Document {
  const { ask } = server.model.create();
  return server.model.create({
    ask: {
      ...ask,
      mode: 'file',
      options: [],
      files: [
        {
          name: 'note',
          title: 'A note',
          required: true,
          accept: [],
          maxSize: 1_000,
          minCount: 1,
          maxCount: 1,
        },
      ],
    },
  });
}
