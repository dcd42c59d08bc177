import { parentPort, workerData } from 'node:worker_threads';
import type { ScriptReply, ScriptRequest, ScriptThreadData } from './script-protocol.ts';
import { runInSandbox } from './script-sandbox.ts';

/** Entry of the thread that runs scripts, one at a time, each in a sandbox of its own. */

const { bounds, interrupt } = workerData as ScriptThreadData;
const flag = new Int32Array(interrupt);

parentPort?.on('message', ({ id, script }: ScriptRequest) => {
  void runInSandbox(script, bounds, {
    started: () => reply({ kind: 'started', id }),
    mustEnd: () => Atomics.load(flag, 0) === 1,
  }).then((outcome) => reply({ kind: 'outcome', id, outcome }));
});

function reply(message: ScriptReply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage(message);
}
