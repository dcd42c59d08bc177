import { parseArgs } from 'node:util';
import { approvalWorkflow, openTestAccount } from './account.ts';

/**
 * The process that a fault test kills: one client that starts an approval, answers it and waits for the end, on a real store.
 * It kills itself with SIGKILL when the crash point comes by for the given time, and prints each acknowledgement it got.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    point: { type: 'string', default: '' },
    /** Die when the point (or, without one, any point) comes by for this time; 0: never. */
    nth: { type: 'string', default: '0' },
    /** What the parent already knows as acknowledged is not sent again. */
    acknowledged: { type: 'string', default: '' },
    mutant: { type: 'string', default: '' },
  },
});

let left = Number(values.nth);
const reach = (point: string) => {
  if (values.point !== '' && values.point !== point) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

const known = new Set(values.acknowledged.split(',').filter((name) => name !== ''));
/** Standard output is a pipe: a synchronous write has left this process before the next line runs. */
const acknowledge = (name: string) => process.stdout.write(`${name}\n`);
const key = (name: string) => (values.mutant === 'new-keys' ? `${name}-${process.pid}` : name);

const test = openTestAccount(values.folder, { reach });
const { client, account } = test;

if (!known.has('started')) {
  await client.workflows.add({ source: approvalWorkflow });
  await client.processes.start({ workflow: 'human-approval', input: {}, idempotencyKey: key('start') });
  acknowledge('started');
}
await account.host.settled();
if (!known.has('answered')) {
  const [row] = (await client.humanTasks.list({})).humanTasks;
  // Nothing in the inbox: the answer of the run before was recorded, only its acknowledgement was lost.
  if (row !== undefined) {
    if (values.mutant === 'acknowledge-early') acknowledge('answered');
    await client.humanTasks.complete({
      taskAsstId: row.taskAsstId,
      response: { value: 'REJECTED', comment: 'Not this quarter', submittedAt: '2026-05-22T14:30:00Z' },
      idempotencyKey: key('answer'),
    });
  }
  acknowledge('answered');
}
await account.host.settled();
await account.close();
