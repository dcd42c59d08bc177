import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/account.ts';
import { ScriptedServer } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle, type TestReplica } from '../../support/sync/test-replica.ts';

const isCommand = ({ url }: Request) => url.includes('/rpc/');

async function onlineReplica(folder: string, server: ScriptedServer): Promise<TestReplica> {
  const replica = openTestReplica(folder, server);
  replica.account.start();
  await settle();
  return replica;
}

describe('what was entered and read', () => {
  for (const [code, status] of [
    ['ACCESS_ENDED', 403],
    ['UNAUTHORIZED', 401],
    ['SCOPE_MISSING', 403],
    ['SERVER_INCOMPATIBLE', 426],
  ] as const) {
    it(`waits while the server answers ${code}`, async () => {
      using folder = temporaryFolder();
      const server = new ScriptedServer();
      const { taskAsstId } = server.model.create();
      await using replica = await onlineReplica(folder.path, server);
      const { drafts, humanTasks } = replica.client;
      const refusal = { status, body: JSON.stringify({ code, message: 'No' }) };
      server.fate = (request) => (isCommand(request) ? refusal : 'arrives');
      await drafts.save({ taskAsstId, data: { comment: 'Mine' }, baseRevision: 0 });
      await settle();
      await humanTasks.markRead({ taskAsstId });
      await settle();
      expect(server.model.drafts.size).toBe(0);
      server.fate = () => 'arrives';
      server.cut();
      await settle();
      replica.tokens.signInAgain();
      replica.time.advance(60_000);
      await settle();
      expect(server.model.drafts.get(taskAsstId)).toMatchObject({ data: { comment: 'Mine' } });
      expect(server.model.find(taskAsstId).unread).toBe(false);
    });
  }
});

describe('a refusal of whoever calls', () => {
  it('is shown at once as what it is: the account says what has to be done', async () => {
    for (const [code, status, state] of [
      ['UNAUTHORIZED', 401, 'token-expired'],
      ['ACCESS_ENDED', 403, 'access-ended'],
    ] as const) {
      using folder = temporaryFolder();
      const server = new ScriptedServer();
      const { taskAsstId } = server.model.create();
      await using replica = await onlineReplica(folder.path, server);
      expect(replica.account.summary().state).toBe('online');
      const refusal = { status, body: JSON.stringify({ code, message: 'No' }) };
      server.fate = (request) => (isCommand(request) ? refusal : 'arrives');
      await expect(replica.client.discussion.list({ taskAsstId })).rejects.toMatchObject({ code });
      await settle();
      expect(replica.account.summary().state).toBe(state);
    }
  });
});
