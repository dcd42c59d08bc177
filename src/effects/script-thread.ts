import { Worker } from 'node:worker_threads';
import type { Timers } from '../shared/clock.ts';
import { fault } from './faults.ts';
import type {
  Script,
  ScriptBounds,
  ScriptOutcome,
  ScriptReply,
  ScriptThreadData,
} from './script-protocol.ts';

// T1: a thread runs one script at a time.
// T2: a script that must end is asked to at its next step; when the thread does not answer then, it is ended itself.
// T3: every script is settled exactly once: by its outcome, or by the end of its thread.

export interface ScriptThreadOptions {
  /** The entry of the thread: `script-worker.ts` when run from source, the built file in the app. */
  readonly workerUrl: URL;
  readonly timers: Timers;
  readonly bounds: ScriptBounds;
  /** How long one script may run, in milliseconds. */
  readonly timeoutMs: number;
}

/** For a step of the interpreter that cannot be interrupted: a sort of much data, a copy of a long string. */
const patienceMs = 1_000;
const workerLimits = { maxOldGenerationSizeMb: 256 };

interface Running {
  readonly id: number;
  resolve(outcome: ScriptOutcome): void;
  reject(error: Error): void;
}

export class ScriptThread {
  /** Whether it can run another script. */
  isUsable = true;
  readonly #options: ScriptThreadOptions;
  readonly #worker: Worker;
  readonly #interrupt = new Int32Array(new SharedArrayBuffer(4));
  #running: Running | null = null;
  #timer: { cancel(): void } | null = null;
  #isLate = false;
  #lastId = 0;

  constructor(options: ScriptThreadOptions) {
    this.#options = options;
    const data: ScriptThreadData = { bounds: options.bounds, interrupt: this.#interrupt.buffer };
    this.#worker = new Worker(options.workerUrl, {
      workerData: data,
      resourceLimits: workerLimits,
      env: {},
      stdout: true,
      stderr: true,
    });
    // What the interpreter prints when it aborts is nobody's business.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (reply: ScriptReply) => this.#receive(reply));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('The thread ended')));
  }

  /** @throws WorkflowError: timeout, or runtime when the thread failed or `signal` ended the script */
  async run(script: Script, signal: AbortSignal): Promise<ScriptOutcome> {
    this.#lastId += 1;
    this.#isLate = false;
    Atomics.store(this.#interrupt, 0, 0);
    const ask = () => this.#askToEnd();
    const outcome = new Promise<ScriptOutcome>((resolve, reject) => {
      this.#running = { id: this.#lastId, resolve, reject };
    });
    signal.addEventListener('abort', ask, { once: true });
    try {
      this.#worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#worker.postMessage({ id: this.#lastId, script });
      if (signal.aborted) ask();
      return await outcome;
    } finally {
      signal.removeEventListener('abort', ask);
      // An idle thread must not keep the program alive.
      this.#worker.unref();
    }
  }

  async close(): Promise<void> {
    this.#end(new Error('The thread was closed'));
    await this.#worker.terminate();
  }

  #receive(reply: ScriptReply): void {
    const { timers, timeoutMs } = this.#options;
    if (reply.id !== this.#running?.id) return;
    if (reply.kind === 'started') {
      if (Atomics.load(this.#interrupt, 0) === 0) {
        this.#timer = timers.after(timeoutMs, () => {
          this.#isLate = true;
          this.#askToEnd();
        });
      }
      return;
    }
    const { resolve, reject } = this.#settled();
    if (this.#isLate && reply.outcome.kind === 'stopped') reject(this.#tooLate());
    else resolve(reply.outcome);
  }

  #askToEnd(): void {
    this.#timer?.cancel();
    Atomics.store(this.#interrupt, 0, 1);
    this.#timer = this.#options.timers.after(patienceMs, () => this.#end(new Error('It does not end')));
  }

  #end(error: Error): void {
    const late = this.#isLate;
    this.isUsable = false;
    void this.#worker.terminate();
    if (this.#running === null) return;
    const memory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    const detail = memory ? 'The script needs too much memory' : 'The script was ended with its thread';
    this.#settled().reject(late ? this.#tooLate() : fault('runtime', detail, { cause: error }));
  }

  #settled(): Running {
    const running = this.#running;
    if (running === null) throw new Error('No script runs');
    this.#timer?.cancel();
    this.#timer = null;
    this.#running = null;
    return running;
  }

  #tooLate(): Error {
    return fault('timeout', `The script ran for more than ${this.#options.timeoutMs} ms`);
  }
}
