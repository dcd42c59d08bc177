import { describe, expect, it } from 'vitest';
import { openReplica } from '../../../src/local/store/replica/open-replica.ts';
import { temporaryFolder } from '../../support/account.ts';
import { beginning } from '../../support/sync/documents.ts';
import { ScriptedServer } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle } from '../../support/sync/test-replica.ts';

describe('a disk that refuses for a while', () => {
  for (const point of ['outbox.answered', 'outbox.changed', 'begun'] as const) {
    it(`[H67] keeps no answer from being delivered once (${point})`, async () => {
      using folder = temporaryFolder();
      const server = new ScriptedServer();
      const { taskAsstId } = server.model.create();
      let refuse = (_on: boolean) => {};
      let isArmed = false;
      await using replica = openTestReplica(folder.path, server, {
        openReplica: (...args) => {
          const store = openReplica(...args);
          refuse = (on) => void store.db.connection.pragma(`query_only = ${on ? 'ON' : 'OFF'}`);
          return store;
        },
        reach: (reached) => {
          if (isArmed && reached === point) refuse(true);
        },
      });
      if (point === 'begun') refuse(true);
      replica.account.start();
      await settle();
      if (point === 'begun') refuse(false);
      replica.time.advance(10_000);
      await settle();
      await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
      const [held] = replica.account.outbox.list();
      isArmed = true;
      await replica.account.outbox.retry(held?.entryId ?? '');
      await settle();
      expect(replica.account.outbox.list()).toMatchObject([
        {
          state:
            point === 'outbox.answered' ? 'sending' : point === 'outbox.changed' ? 'queued' : 'delivered',
        },
      ]);
      isArmed = false;
      refuse(false);
      replica.time.advance(10_000);
      await settle();
      expect(replica.account.outbox.list()).toMatchObject([{ state: 'delivered' }]);
      expect(server.model.applied).toHaveLength(1);
    });
  }
});

describe('a clock that is set back', () => {
  it('holds no answer back for longer than it could be undone', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    await settle();
    replica.time.jumpTo(beginning - 24 * 3_600_000);
    for (let seconds = 0; seconds < 50; seconds += 5) {
      replica.time.advance(5_000);
      await settle();
    }
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'delivered' }]);
  });

  it('does not make the queue wait for the time that a server asked for twice', async () => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    const { taskAsstId } = server.model.create();
    await using replica = openTestReplica(folder.path, server);
    replica.account.start();
    await settle();
    server.fate = ({ url }) => (url.includes('/rpc') ? 'refused' : 'arrives');
    await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
    replica.time.advance(5_000);
    await settle();
    replica.time.jumpTo(beginning - 24 * 3_600_000);
    server.fate = () => 'arrives';
    for (let seconds = 0; seconds < 120; seconds += 5) {
      replica.time.advance(5_000);
      await settle();
    }
    expect(replica.account.outbox.list()).toMatchObject([{ state: 'delivered' }]);
    expect(server.model.applied).toHaveLength(1);
  });
});
