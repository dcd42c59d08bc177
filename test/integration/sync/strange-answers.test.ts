import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/account.ts';
import { ScriptedServer } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle } from '../../support/sync/test-replica.ts';

describe('an answer with success that says nothing', () => {
  it.each(['{}', '{"json":{}}', '{"json":null}', '{"json":{"taskStatusCode":"C"}}'])(
    '[H67] does not count as delivered: %s',
    async (body) => {
      using folder = temporaryFolder();
      const server = new ScriptedServer();
      const { taskAsstId } = server.model.create();
      let isStrange = true;
      await using replica = openTestReplica(folder.path, server, {
        fetch: async (input, init) => {
          const url = input instanceof Request ? input.url : String(input);
          if (!isStrange || !url.includes('/rpc/humanTasks/complete')) return server.fetch(input, init);
          return new Response(body, { headers: { 'content-type': 'application/json' } });
        },
      });
      replica.account.start();
      await settle();
      await replica.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
      replica.time.advance(6_000);
      await settle();
      expect(replica.account.outbox.list()).toMatchObject([{ state: 'queued', attempts: 1 }]);
      isStrange = false;
      for (let seconds = 0; seconds < 120; seconds += 10) {
        replica.time.advance(10_000);
        await settle();
      }
      expect(replica.account.outbox.list()).toMatchObject([{ state: 'delivered' }]);
      expect(server.model.applied).toHaveLength(1);
    },
  );
});
