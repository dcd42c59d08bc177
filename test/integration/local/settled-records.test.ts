import { expect, it } from 'vitest';
import { openStore } from '../../../src/local/store/open.ts';
import { openTestAccount, startSource, temporaryFolder } from '../../support/account.ts';
import { fakeTime } from '../../support/fake-time.ts';

const loop = `
document: { dsl: '1.0.3', namespace: test, name: loop, version: '1.0.0' }
do:
  - each:
      for: { each: item, in: .items }
      do: [ { rest: { wait: PT1S } }, { say: { set: { said: '\${ $item.text }' } } } ]
`;

/** Writes down which tasks' inputs, plans and seen contexts are written again after they began. */
function watched(rewritten: string[]): typeof openStore {
  return (paths, reach) => {
    const store = openStore(paths, reach);
    const { connection } = store.db;
    connection.function('rewritten', (path: string) => void rewritten.push(path));
    connection.exec(
      `CREATE TEMP TRIGGER rewriting AFTER UPDATE OF input_json, plan_json, seen_json ON main.task
       BEGIN SELECT rewritten(new.path); END`,
    );
    return store;
  };
}

it('the items of a loop are written once, however many walks it takes, and hold to its end', async () => {
  using folder = temporaryFolder();
  const time = fakeTime();
  const rewritten: string[] = [];
  await using test = openTestAccount(folder.path, { time, openStore: watched(rewritten) });
  const items = Array.from({ length: 5 }, (_, n) => ({ text: `item ${n}` }));
  const processId = await startSource(test, loop, { items });
  for (const _ of items) {
    time.advance(1_000);
    await test.account.host.settled();
  }
  const process = await test.client.processes.get({ processId });
  expect(process).toMatchObject({ statusCode: 'C', output: { said: 'item 4' } });
  expect(rewritten).toEqual([]);
});
