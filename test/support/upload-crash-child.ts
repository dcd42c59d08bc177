import { parseArgs } from 'node:util';
import { openTestAccount } from './account.ts';
import { pdf, startFileTask } from './file-task.ts';

/**
 * The process that a fault test kills: it uploads a file and hands it in, on a real store, and kills itself with SIGKILL when the
 * crash point comes by. It prints each acknowledgement that it got.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    point: { type: 'string', default: '' },
    mutant: { type: 'string', default: '' },
  },
});

const reach = (point: string) => {
  if (point === values.point) process.kill(process.pid, 'SIGKILL');
};
/** Standard output is a pipe: a synchronous write has left this process before the next line runs. */
const acknowledge = (name: string) => process.stdout.write(`${name}\n`);

const test = openTestAccount(values.folder, { reach });
const { actor, files } = test.account;
const { taskAsstId } = await startFileTask(test);
const bytes = pdf('x'.repeat(200_000));
const begun = { taskAsstId, requirement: 'contract', name: 'contract.pdf', size: bytes.length };
const uploadId = await files.uploads.begin(actor, begun);
for (let offset = 0; offset < bytes.length; offset += 65_536) {
  await files.uploads.append(actor, uploadId, offset, bytes.subarray(offset, offset + 65_536));
  // Not a crash point of the app: any moment while bytes arrive.
  if (offset > 0) reach('half');
}
if (values.mutant === 'acknowledge-early') acknowledge('uploaded');
const { handle } = await files.finish(actor, uploadId, undefined);
acknowledge('uploaded');
await test.client.humanTasks.complete({ taskAsstId, response: { value: { contract: [handle] } } });
acknowledge('answered');
await test.account.host.settled();
await test.account.close();
