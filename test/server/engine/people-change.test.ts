import { expect, it } from 'vitest';
import { lockPeople } from '../../../src/server/store/people.ts';
import { fakeTime } from '../../support/fake-time.ts';
import { openEngineNode } from '../../support/server/engine-node.ts';
import { until } from '../../support/until.ts';

it('[H62] a walk that asks somebody waits for changes of people before it locks a task', async () => {
  const time = fakeTime();
  await using node = await openEngineNode({ time });
  const processId = await node.start(`
document: { dsl: '1.0.3', namespace: test, name: people, version: '1.0.0' }
do:
  - both:
      fork:
        branches:
          - first:
              ask:
                prompt: First?
                mode: confirm
                assignment: { assigneeId: maya }
                timeout: { after: { hours: 1 } }
                onTimeout: continue
          - second:
              do:
                - pause: { wait: { hours: 1 } }
                - later: { ask: { prompt: Second?, mode: confirm, assignment: { assigneeId: omar } } }
`);
  const waiting = () =>
    node.db.read(node.hostId, (reader) =>
      reader.query(`SELECT 1 AS one FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`),
    );
  await node.db.write(node.hostId, async (tx) => {
    await lockPeople(tx);
    time.advance(3_600_000);
    node.engine.nudge();
    await until('the walk waits', async () => (await waiting()).length > 0);
    const free = await tx.query(
      `SELECT path FROM task WHERE process_id = $1 AND ended_at IS NULL AND kind = 'ask' FOR UPDATE SKIP LOCKED`,
      processId,
    );
    expect(free).toHaveLength(1);
  });
  await node.engine.idle();
  const { humanTasks } = await node.as('omar').humanTasks.list({});
  expect(humanTasks).toHaveLength(1);
});
