import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openStore } from '../../../src/local/store/open.ts';
import { openTestAccount } from '../account.ts';

/**
 * What a fault test records on its way to the disk: a client that starts approvals and answers them on a real store, and says of
 * each on standard output when it was acknowledged. Checkpoints come in between, as they do in a longer run.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    answers: { type: 'string', default: '' },
    /** Of the database: FULL is what the app uses. */
    synchronous: { type: 'string', default: 'FULL' },
  },
});

let checkpoint = () => {};
await using test = openTestAccount(values.folder, {
  openStore: (paths, reach) => {
    const store = openStore(paths, reach);
    const { connection } = store.db;
    connection.pragma(`synchronous = ${values.synchronous}`);
    checkpoint = () => void connection.pragma('wal_checkpoint(PASSIVE)');
    return store;
  },
});
const { client, account } = test;
await client.workflows.add({
  source: `
document: { dsl: '1.0.3', namespace: test, name: payment, version: '1.0.0' }
do:
  - decide: { ask: { mode: approval, prompt: Pay? } }
  - done: { set: { done: true } }
`,
});
for (let number = 0; number < Number(values.answers); number += 1) {
  await client.processes.start({ workflow: 'test/payment', idempotencyKey: `start-${number}` });
  await account.host.settled();
  const [row] = (await client.humanTasks.list({})).humanTasks;
  await client.humanTasks.complete({
    taskAsstId: row?.taskAsstId ?? '',
    response: { value: 'APPROVED', comment: 'x'.repeat(number * 500) },
    idempotencyKey: `answer-${number}`,
  });
  writeSync(1, `acknowledged answer-${number}\n`);
  await account.host.settled();
  if (number % 4 === 3) checkpoint();
}
