import { parseArgs } from 'node:util';
import { openTestAccount } from './account.ts';

/**
 * The process that a fault test kills while its workflow books at a service outside: it starts one process, once, and waits for its
 * end. It kills itself with SIGKILL when the crash point comes by for the given time.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    /** The workflow's text. */
    source: { type: 'string', default: '' },
    point: { type: 'string', default: '' },
    /** Die when the point (or, without one, any point) comes by for this time; 0: never. */
    nth: { type: 'string', default: '0' },
    mutant: { type: 'string', default: '' },
  },
});

let left = Number(values.nth);
const test = openTestAccount(values.folder, {
  reach: (point) => {
    if (values.point !== '' && values.point !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
const { namespace, name, version } = await test.client.workflows.add({ source: values.source });
await test.client.processes.start({
  workflow: `${namespace}/${name}@${version}`,
  input: {},
  idempotencyKey: values.mutant === 'new-keys' ? String(process.pid) : 'start',
});
await test.account.host.settled();
await test.account.close();
