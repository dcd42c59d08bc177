import { expect, test } from 'vitest';
import { FeedPage } from '../../../src/shared/contract/sync.ts';
import { systemClock } from '../../../src/shared/system-clock.ts';
import { call } from '../../support/server/call.ts';
import { startIssuer } from '../../support/server/issuer.ts';
import { openTestDatabase } from '../../support/server/postgres.ts';
import { startTestNode } from '../../support/server/test-node.ts';
import { until } from '../../support/until.ts';

const host = '0190c0de-0000-7000-8000-0000000000e8';
const scope = 'workflow.read workflow.write workflow.task.override';
const source = `
document: { dsl: '1.0.3', namespace: test, name: hers, version: '1.0.0' }
do:
  - review: { ask: { prompt: Fine?, mode: confirm, assignment: { assigneeId: alice } } }
`;

test('a feed says what its reader may do by the token, as the task itself does', async () => {
  const database = await openTestDatabase();
  const issuer = await startIssuer(systemClock);
  const node = await startTestNode({ databaseUrl: database.url, issuer: issuer.url });
  try {
    const manager = await issuer.token({ sub: 'alice', host, scope, permissions: ['portal.admin'] });
    const plain = await issuer.token({ sub: 'alice', host, scope });
    const { url } = node;
    for (const [path, body] of [
      ['/api/workflows', { source }],
      ['/api/processes', { workflow: 'hers' }],
    ] as const) {
      expect((await call(`${url}${path}`, { token: manager, body })).status).toBe(200);
    }
    const feed = async (token: string) => {
      const { json } = await call(`${url}/api/sync/changes`, { token });
      return FeedPage.parse(json).entries.map(({ task }) => task?.canReassign);
    };
    await until('she is asked', async () => (await feed(manager)).length > 0);
    expect(await feed(manager)).toEqual([true]);
    expect(await feed(plain)).toEqual([false]);
  } finally {
    await node.stop();
    await issuer.close();
    await database.close();
  }
});
