import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { combineFiles } from '../../../src/local/accounts/combined/combined-files.ts';
import type { Change } from '../../../src/shared/contract/account.ts';
import { approvalWorkflow, startSource, temporaryFolder } from '../../support/account.ts';
import { Team } from '../../support/accounts/team.ts';
import { openTestAccounts, type TestAccounts } from '../../support/accounts/test-accounts.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { aDocument, idOf } from '../../support/sync/documents.ts';
import { until } from '../../support/until.ts';

const noon = '2027-01-01T12:00:00.000Z';

async function signedIn(test: TestAccounts, team: Team): Promise<string> {
  const { accountId } = await test.accounts.signIn(team.url);
  await until('it is online', () => test.accounts.list()[1]?.state === 'online');
  return accountId;
}

describe('this computer and a team server as one', () => {
  it('[H13] list what waits on both in one order, page by page, and count it together', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    for (let number = 0; number < 7; number += 1) team.server.model.create();
    team.server.model.create({ title: 'Due first', deadlineTs: '2026-12-24T00:00:00.000Z' });
    await using test = openTestAccounts(folder.path, team);
    for (let number = 0; number < 5; number += 1) await startSource(test.local, approvalWorkflow, { number });
    await signedIn(test, team);

    const rows: string[] = [];
    const sources: (string | undefined)[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof test.client.humanTasks.list>> = await test.client.humanTasks.list(
        {
          limit: 3,
          ...(cursor === null ? {} : { cursor }),
        },
      );
      expect(page.total).toBe(13);
      rows.push(...page.humanTasks.map(({ taskAsstId }) => taskAsstId));
      sources.push(...page.humanTasks.map(({ sync }) => sync?.accountName));
      cursor = page.nextCursor;
    } while (cursor !== null && rows.length < 20);
    expect(new Set(rows).size).toBe(13);
    expect(rows[0]).toBe(idOf('assignment', 8));
    // What was begun here just now is newer than what the server has had since spring.
    expect(sources).toEqual(['Team', ...Array(5).fill(undefined), ...Array(7).fill('Team')]);
    const counts = await test.client.humanTasks.counts({ dueBefore: noon });
    expect(counts).toMatchObject({ inbox: 13, due: 1, done: 0, all: 5, unassigned: 0 });
  });

  it('send an answer to the account that has the task', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const theirs = team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    await startSource(test.local, approvalWorkflow);
    const [own] = (await test.client.humanTasks.list({})).humanTasks;
    await signedIn(test, team);

    const here = await test.client.humanTasks.complete({
      taskAsstId: own?.taskAsstId ?? '',
      response: { value: 'REJECTED' },
    });
    expect(here.taskStatusCode).toBe('C');
    const there = await test.client.humanTasks.complete({
      taskAsstId: theirs.taskAsstId,
      response: { value: 'APPROVED' },
    });
    expect(there.taskStatusCode).toBe('W');
    expect(test.accounts.outboxEntries(undefined)).toMatchObject([
      { state: 'held', taskAsstId: theirs.taskAsstId, label: 'Approve' },
    ]);
    const { humanTasks } = await test.client.humanTasks.list({ view: 'done' });
    expect(humanTasks.map(({ taskAsstId }) => taskAsstId)).toEqual([theirs.taskAsstId, own?.taskAsstId]);
    const [entry] = test.accounts.outboxEntries(undefined);
    await test.accounts.inOutbox((outbox) => outbox.withdraw(entry?.entryId ?? ''));
    expect((await test.client.humanTasks.list({})).humanTasks).toHaveLength(1);
    expect(team.server.model.applied).toEqual([]);
  });

  it('[H13] take no task of a server for one of this computer that it calls the same', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using test = openTestAccounts(folder.path, team);
    await startSource(test.local, approvalWorkflow);
    const [own] = (await test.client.humanTasks.list({})).humanTasks;
    const { taskAsstId = '', taskId = '', processId = '', title } = own ?? {};
    team.server.model.create({ taskAsstId, taskId, processId, title: 'Hostile' });
    await signedIn(test, team);
    await until('it has come', async () => (await test.client.humanTasks.list({})).total === 2);

    expect(await test.client.humanTasks.get({ taskAsstId })).toMatchObject({ title });
    expect(await test.client.humanTasks.ofTask({ taskId })).toMatchObject({ title });
    expect(await test.client.processes.get({ processId })).toMatchObject({ processId });
    const { actor, files: local } = test.local.account;
    const files = combineFiles(test.accounts.sources, local, actor.userId);
    await expect(async () => files.read(actor, { taskAsstId, fileId: taskId })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    const answered = await test.client.humanTasks.complete({ taskAsstId, response: { value: 'REJECTED' } });
    expect(answered.taskStatusCode).toBe('C');
    expect(test.accounts.outboxEntries(undefined)).toEqual([]);
  });

  it('ask for a task, its drafts and its discussion where it is, by either of its ids', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const { taskAsstId, taskId } = team.server.model.create({ title: 'From the team' });
    await using test = openTestAccounts(folder.path, team);
    await signedIn(test, team);
    expect(await test.client.humanTasks.get({ taskAsstId })).toMatchObject({ title: 'From the team' });
    expect(await test.client.humanTasks.ofTask({ taskId })).toMatchObject({ taskAsstId });
    await test.client.drafts.save({ taskAsstId, data: { comment: 'soon' }, baseRevision: 0 });
    expect((await test.client.drafts.get({ taskAsstId })).draft?.data).toEqual({ comment: 'soon' });
    await test.client.discussion.post({ taskAsstId, text: 'Hello' });
    await until('it has arrived', () => team.server.model.messages.get(taskId)?.length === 1);
    await expect(test.client.humanTasks.get({ taskAsstId: idOf('assignment', 99) })).rejects.toMatchObject({
      code: 'ASSIGNMENT_NOT_FOUND',
    });
  });

  it('tell what has changed in each of them, and in which', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using test = openTestAccounts(folder.path, team);
    const accountId = await signedIn(test, team);
    const heard: [Change, string][] = [];
    test.accounts.onChange((change, from) => heard.push([change, from]));
    const stop = new AbortController();
    const stream = await test.client.account.changes(undefined, { signal: stop.signal });
    const next = stream.next();
    const { taskId } = team.server.model.create();
    await until('it has come', () => heard.some(([change]) => change.taskIds.includes(taskId)));
    expect(heard.map(([, from]) => from)).toEqual(heard.map(() => accountId));
    expect((await next).value).toMatchObject({ taskIds: [taskId] });
    await startSource(test.local, approvalWorkflow);
    expect(heard.at(-1)?.[1]).toBe('local');
    stop.abort();
  });

  it('give out the bytes of files of both: those chosen here offline too, those of the server as what they are', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const ask = { ...aDocument(1).ask, options: [] };
    const file = {
      name: 'report',
      title: 'Report',
      required: true,
      accept: [],
      maxSize: 1_000,
      minCount: 1,
      maxCount: 1,
    };
    const { taskAsstId } = team.server.model.create({ ask: { ...ask, mode: 'file', files: [file] } });
    await using test = openTestAccounts(folder.path, team);
    await signedIn(test, team);
    const { actor, files: local } = test.local.account;
    const files = combineFiles(test.accounts.sources, local, actor.userId);
    const read = async (fileId: string, as = actor) => {
      const { file, bytes } = await files.read(as, { taskAsstId, fileId });
      return { file, text: await text(bytes) };
    };
    team.fileBytes = '<script>alert(1)</script>';
    team.file = { type: 'text/html', preview: 'image' };
    const theirs = await read(idOf('workflow', 77));
    expect(theirs.text).toBe('<script>alert(1)</script>');
    expect(theirs.file.preview).not.toBe('image');

    team.server.fate = () => 'refused';
    team.server.cut();
    await until('it is offline', () => test.accounts.list()[1]?.state === 'offline');
    const pieces = Readable.from([Buffer.from('Hello, '), Buffer.from('team')]);
    const { fileId } = await files.upload(
      actor,
      { taskAsstId, requirement: 'report', name: 'a.txt', size: null },
      pieces,
    );
    expect((await read(fileId)).text).toBe('Hello, team');
    await expect(read(idOf('workflow', 77))).rejects.toMatchObject({ code: 'OFFLINE' });
    const somebody = { ...actor, userId: 'noor' as UserId };
    await expect(read(fileId, somebody)).rejects.toMatchObject({ code: 'ASSIGNMENT_NOT_FOUND' });
  });

  it('are not mixed while somebody acts as another user of this computer', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    const { taskAsstId } = team.server.model.create();
    await using test = openTestAccounts(folder.path, team);
    await signedIn(test, team);
    await test.client.people.users.create({ userId: 'noor' });
    const asNoor = test.as({ actAs: () => 'noor' });
    expect((await asNoor.humanTasks.list({})).total).toBe(0);
    expect(await asNoor.humanTasks.counts({ dueBefore: noon })).toMatchObject({ inbox: 0 });
    await expect(
      asNoor.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } }),
    ).rejects.toMatchObject({ code: 'ASSIGNMENT_NOT_FOUND' });
  });

  it('show the tasks of the others where one of them cannot be opened, and say so', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    let accountId = '';
    {
      await using test = openTestAccounts(folder.path, team);
      await startSource(test.local, approvalWorkflow);
      accountId = await signedIn(test, team);
    }
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      `${folder.path}/accounts/${accountId}.db`,
      'not a database at all, but long enough to be read',
    );
    await using test = openTestAccounts(folder.path, team);
    expect(test.accounts.list()[1]).toMatchObject({
      accountId,
      state: 'offline',
      problem: expect.any(String),
    });
    expect((await test.client.humanTasks.list({})).humanTasks).toHaveLength(1);
    await expect(test.accounts.signOut(accountId, false)).rejects.toMatchObject({ code: 'QUEUED_ANSWERS' });
    await test.accounts.signOut(accountId, true);
    expect(test.accounts.list()).toHaveLength(1);
  });

  it('are each shown as they stand, now and whenever that changes', async () => {
    using folder = temporaryFolder();
    await using team = await Team.start(folder.path);
    await using test = openTestAccounts(folder.path, team);
    const stop = new AbortController();
    const states: string[][] = [];
    const reading = (async () => {
      for await (const { accounts } of test.accounts.feed.stream(stop.signal)) {
        states.push(accounts.map(({ state }) => state));
      }
    })();
    await test.accounts.signIn(team.url);
    await until('it is shown as online', () => states.at(-1)?.[1] === 'online');
    expect(states[0]).toEqual(['online']);
    team.server.fate = () => 'refused';
    team.server.cut();
    await until('it is shown as offline', () => states.at(-1)?.[1] === 'offline');
    stop.abort();
    await reading;
  });
});
