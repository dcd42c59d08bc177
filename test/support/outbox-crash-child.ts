import { parseArgs } from 'node:util';
import type { CrashPoint } from '../../src/local/reach.ts';
import { fakeTime } from './fake-time.ts';
import { beginning } from './sync/documents.ts';
import { ScriptedServer } from './sync/scripted-server.ts';
import { openTestReplica, settle } from './sync/test-replica.ts';

/**
 * The process that a fault test kills: somebody answers two tasks of a server on a real replica. It kills itself with SIGKILL when
 * the crash point comes by for the given time, and prints each answer that was acknowledged. The server is another process.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    server: { type: 'string', default: '' },
    point: { type: 'string', default: '' },
    nth: { type: 'string', default: '0' },
    answer: { type: 'string', default: '' },
  },
});

let left = Number(values.nth);
const reach = (point: CrashPoint) => {
  if (values.point !== point) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

const time = fakeTime(beginning);
const replica = openTestReplica(values.folder, new ScriptedServer(), {
  time,
  reach,
  url: values.server,
  fetch: globalThis.fetch,
});
const { account, client } = replica;
account.start();
const isOnline = () => account.status.state === 'online';
while (!isOnline()) await settle();
for (const taskAsstId of values.answer.split(',').filter((id) => id !== '')) {
  const { humanTasks } = await client.humanTasks.list({});
  // It was recorded in the run before; only its acknowledgement was lost.
  if (!humanTasks.some((task) => task.taskAsstId === taskAsstId)) continue;
  await client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
  process.stdout.write(`${taskAsstId}\n`);
}
for (let round = 0; account.summary().queued > 0; round += 1) {
  if (round > 1_000) throw new Error('It never comes to an end');
  time.advance(1_000);
  await settle();
  await account.idle();
}
process.stdout.write(
  `${account.outbox
    .list()
    .map(({ state }) => state)
    .join(' ')}\n`,
);
await account.close();
