import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/local/store/open.ts';
import {
  approvalWorkflow,
  onlyTask,
  openTestAccount,
  startSource,
  temporaryFolder,
} from '../support/account.ts';

/** Lets the database grow no further, as a full disk does: SQLite answers SQLITE_FULL. */
function diskThatFills(): { open: typeof openStore; fill(): void; free(): void } {
  let connection: ReturnType<typeof openStore>['db']['connection'] | undefined;
  return {
    open: (paths, reach) => {
      const store = openStore(paths, reach);
      connection = store.db.connection;
      return store;
    },
    fill: () =>
      void connection?.pragma(
        `max_page_count = ${Number(connection.pragma('page_count', { simple: true }))}`,
      ),
    free: () => void connection?.pragma('max_page_count = 1073741823'),
  };
}

describe('a full disk', () => {
  it('refuses an answer with a clear error, keeps the task open, and takes the same answer once there is room', async () => {
    using folder = temporaryFolder();
    const disk = diskThatFills();
    await using test = openTestAccount(folder.path, { openStore: disk.open });
    const processId = await startSource(test, approvalWorkflow);
    const { taskAsstId } = await onlyTask(test);
    const command = {
      taskAsstId,
      response: { value: 'REJECTED', comment: 'A long reason. '.repeat(5_000) },
      idempotencyKey: 'k',
    };
    disk.fill();
    await expect(test.client.humanTasks.complete(command)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      status: 503,
      data: { next: expect.stringContaining('disk space') },
    });
    expect(await onlyTask(test)).toMatchObject({ taskAsstId, canComplete: true, answer: null });
    disk.free();
    await test.client.humanTasks.complete(command);
    await test.account.host.settled();
    expect((await test.client.processes.get({ processId })).statusCode).toBe('C');
  });

  it('lets a process that cannot be written go on by itself once there is room', async () => {
    using folder = temporaryFolder();
    const disk = diskThatFills();
    await using test = openTestAccount(folder.path, { openStore: disk.open });
    await test.client.workflows.add({ source: approvalWorkflow });
    await test.account.host.settled();
    const { processId } = await test.client.processes.start({
      workflow: 'human-approval',
      input: { summary: 'x'.repeat(200) },
    });
    disk.fill();
    await test.account.host.settled();
    disk.free();
    await test.account.host.advanceProcess(processId);
    expect(await onlyTask(test)).toMatchObject({ processId });
  });
});
