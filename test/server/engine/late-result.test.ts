import { expect, it } from 'vitest';
import { openLedger } from '../../support/ledger.ts';
import { openEngineNode } from '../../support/server/engine-node.ts';

it('[W11] the result of an effect that was given up is not that of the one which took its place', async () => {
  await using ledger = await openLedger();
  await using node = await openEngineNode();
  const maya = node.as('maya');
  await maya.workflows.add({
    source: `
document: { dsl: '1.0.3', namespace: test, name: late, version: '1.0.0' }
do:
  - book: { call: http, with: { method: post, endpoint: { uri: '${ledger.url}/book' } } }
`,
  });
  const { release } = ledger.hold();
  const { processId } = await maya.processes.start({ workflow: 'test/late' });
  await ledger.asked(1);
  // As when somebody tries the task again, while the node that had its first effect stood still.
  await node.db.write(node.hostId, (tx) =>
    tx.run(`UPDATE effect SET attempt = 1, started_at = NULL WHERE process_id = $1`, processId),
  );
  release();
  await node.engine.idle();
  expect((await maya.processes.get({ processId })).statusCode).toBe('W');
  const left = await node.db.read(node.hostId, (reader) =>
    reader.query(`SELECT attempt FROM effect WHERE process_id = $1`, processId),
  );
  expect(left).toEqual([{ attempt: 1 }]);
});
