import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { EffectHandler } from './effects.ts';
import type { Timers } from '../shared/clock.ts';
import { fault } from './faults.ts';
import { processOutput } from './process-return.ts';
import type { ProcessResult } from './process-return.ts';
import { shellProgram } from './shell-command.ts';
import { inOwnFolder, requireShell, startProgram } from './shell-process.ts';
import type { StartedProgram } from './shell-process.ts';

/**
 * Runs a command in `/bin/sh` (`cmd.exe` on Windows) if the policy allows it: in a fresh folder that is deleted afterwards, with
 * PATH, HOME, LANG and the given environment only. It and all that it started end with it, with its task, after
 * `limits.shellMs`, or when it prints more than `limits.programOutputBytes` to one of its outputs. Ended by a signal, its exit
 * code is 128 and the signal's number, as shells count. What it returns: see `processOutput`.
 * @throws WorkflowError: authorization, configuration, timeout, runtime
 */
export const runShell: EffectHandler<'shell'> = async (effect, { signal }, tools) => {
  requireShell(tools, 'run.shell');
  const program = shellProgram(effect);
  const { options, limits } = tools;
  const result = await inOwnFolder(async (folder): Promise<ProcessResult> => {
    const started = await startProgram(program, folder, { timers: options.timers, killMs: limits.killMs });
    const stop = stopper(options.timers, limits.shellMs, signal);
    const { stdin, stdout, stderr } = started.child;
    const outputs = Promise.all(
      [stdout, stderr].map((stream) => readUpTo(stream, limits.programOutputBytes)),
    );
    try {
      stdin.end(effect.stdin ?? '');
      const code = await Promise.race([exitCode(started), stop.reason, failureOf(outputs)]);
      // What it left running in the background holds its outputs open.
      await started.end();
      const [out = '', err = ''] = await outputs;
      return { code, stdout: out, stderr: err };
    } finally {
      stop.cancel();
      await started.end();
    }
  });
  return processOutput(effect.return, result);
};

/** Why the command has to end before it does by itself. */
function stopper(timers: Timers, milliseconds: number, signal: AbortSignal) {
  const { promise, reject } = withReject();
  const abort = () => reject(fault('runtime', 'The command was ended with its task'));
  const timer = timers.after(milliseconds, () => {
    reject(fault('timeout', `The command ran for more than ${milliseconds} ms`));
  });
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const cancel = () => {
    timer.cancel();
    signal.removeEventListener('abort', abort);
  };
  return { reason: promise, cancel };
}

function withReject() {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_, fail) => {
    reject = fail;
  });
  return { promise, reject };
}

/** Settles only when `work` fails. */
function failureOf(work: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    work.catch(reject);
  });
}

function exitCode({ child }: StartedProgram): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** @throws WorkflowError (runtime) as soon as there is more */
async function readUpTo(stream: Readable, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most)
        throw fault('runtime', `The command prints more than ${most} bytes`, { title: 'Output too large' });
      chunks.push(chunk);
    }
  } catch (error) {
    // Let go of, because something that the command left behind holds it open.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
  return Buffer.concat(chunks).toString();
}
