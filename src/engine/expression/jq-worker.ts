import { parentPort } from 'node:worker_threads';
import { loadJq, type Jq } from 'jq-wasm';
import type { JqReply, JqRequest } from './jq-protocol.ts';

/** Entry of the worker thread. It answers each request of a batch at once, so that its owner knows which one hangs. */

const largestResult = 8 * 1024 * 1024;
const longestMessage = 500;

const jq = await loadJq();

parentPort?.on('message', (batch: readonly JqRequest[]) => {
  for (const request of batch) reply(evaluate(jq, request));
});
reply({ kind: 'ready' });

function evaluate(engine: Jq, request: JqRequest): JqReply {
  const { id } = request;
  try {
    const { stdout, stderr, exitCode } = engine.raw(request.data, program(request), ['-c']);
    if (exitCode !== 0) return { kind: 'error', id, message: readable(stderr) };
    const result = stdout.trim();
    if (result === '') return { kind: 'error', id, message: 'It gives no result.' };
    if (result.includes('\n')) return { kind: 'error', id, message: 'It gives more than one result.' };
    if (result.length > largestResult)
      return { kind: 'error', id, message: 'Its result is larger than 8 MB.' };
    return { kind: 'value', id, json: result };
  } catch {
    // The interpreter inside gave up, and the next call gets a fresh one: its memory or its stack was not enough.
    return { kind: 'error', id, message: 'It needs too much memory.' };
  }
}

/**
 * The code stands on lines of its own so that a comment cannot swallow what follows, in brackets so that it cannot import
 * modules, and stops after two results: that there is a second one is all that has to be known.
 */
function program({ code, names }: JqRequest): string {
  const variables = names.length === 0 ? '' : `.v as {${names.map((name) => `$${name}`).join(', ')}} | `;
  return `${variables}.i | limit(2; (\n${code}\n))`;
}

/** jq's first line says it all; its line numbers count the line that `program` puts before the code. */
function readable(stderr: string): string {
  const [first = ''] = stderr.split('\n');
  return first
    .replace(/^jq: error( \(at [^)]*\))?:? ?/, '')
    .replace(/ at <top-level>, line (\d+), column (\d+):?/, (_, line: string, column: string) => {
      return ` (line ${Number(line) - 1}, column ${column})`;
    })
    .slice(0, longestMessage);
}

function reply(message: JqReply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage(message);
}
