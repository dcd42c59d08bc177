import { Worker } from 'node:worker_threads';
import type { Timers } from '../../shared/clock.ts';
import { ExpressionError } from '../errors.ts';
import type { JqReply, JqRequest } from './jq-protocol.ts';

// T1: there is at most one worker, and at most one batch under way; what arrives meanwhile is the next batch.
// T2: the worker answers in order, so the first request without an answer is the one that runs.
// T3: every request is settled exactly once: by its answer, by its own time running out, or by the end of the thread.
// T4: what only waited behind a request that was ended is run again on a fresh worker.

export interface JqThreadOptions {
  /** The worker's entry: the source file when run by Node from source, the built file in the app. */
  readonly workerUrl: URL;
  readonly timers: Timers;
  /** How long one expression may run, in milliseconds. Loading jq does not count. */
  readonly timeoutMs: number;
}

interface Pending {
  readonly request: JqRequest;
  resolve(json: string): void;
  reject(error: Error): void;
}

const largestBatch = 100;
const workerLimits = { maxOldGenerationSizeMb: 512 };

/** Owns the worker thread: starts it when first needed, and replaces it when an expression hangs. */
export class JqThread {
  readonly #options: JqThreadOptions;
  #worker: Worker | null = null;
  #ready = false;
  #queue: Pending[] = [];
  #sent: Pending[] = [];
  #timer: { cancel(): void } | null = null;
  #nextId = 1;
  #closed = false;

  constructor(options: JqThreadOptions) {
    this.#options = options;
  }

  /** The result as JSON text. @throws ExpressionError, or another error when the thread itself fails */
  run(request: Omit<JqRequest, 'id'>): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Error('The expression thread is closed'));
      this.#queue.push({ request: { id: this.#nextId, ...request }, resolve, reject });
      this.#nextId += 1;
      this.#sendNext();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#dropWorker();
    this.#failAll(new Error('The expression thread was closed'));
    await worker?.terminate();
  }

  #sendNext(): void {
    if (this.#sent.length > 0) return;
    if (this.#queue.length === 0) {
      // An idle thread must not keep the program alive.
      this.#worker?.unref();
      return;
    }
    this.#sent = this.#queue.splice(0, largestBatch);
    this.#worker ??= this.#start();
    this.#worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(this.#sent.map(({ request }) => request));
    if (this.#ready) this.#startTimer();
  }

  #start(): Worker {
    // What jq prints beside its result (debug, aborts) is nobody's business and must not reach the terminal.
    const worker = new Worker(this.#options.workerUrl, {
      resourceLimits: workerLimits,
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const ifCurrent = (act: () => void) => {
      if (this.#worker === worker) act();
    };
    worker.on('message', (reply: JqReply) => ifCurrent(() => this.#receive(reply)));
    worker.on('error', (error: Error) => ifCurrent(() => this.#failed(error)));
    worker.on('exit', (code) => ifCurrent(() => this.#failed(new Error(`It ended with code ${code}`))));
    return worker;
  }

  #receive(reply: JqReply): void {
    if (reply.kind === 'ready') {
      this.#ready = true;
      if (this.#sent.length > 0) this.#startTimer();
      return;
    }
    const pending = this.#sent.shift();
    if (pending?.request.id !== reply.id) throw new Error('The expression thread answered out of order');
    if (reply.kind === 'value') pending.resolve(reply.json);
    else pending.reject(new ExpressionError(reply.message));
    if (this.#sent.length > 0) return this.#startTimer();
    this.#stopTimer();
    this.#sendNext();
  }

  #startTimer(): void {
    this.#stopTimer();
    const { timers, timeoutMs } = this.#options;
    this.#timer = timers.after(timeoutMs, () => this.#endCurrent(`It ran for more than ${timeoutMs} ms.`));
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #endCurrent(why: string): void {
    const current = this.#sent.shift();
    this.#queue.unshift(...this.#sent.splice(0));
    void this.#dropWorker()?.terminate();
    current?.reject(new ExpressionError(why));
    this.#sendNext();
  }

  #failed(error: Error): void {
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return this.#endCurrent('It needs too much memory.');
    }
    void this.#dropWorker()?.terminate();
    this.#failAll(new Error('The expression thread failed', { cause: error }));
  }

  #failAll(error: Error): void {
    for (const pending of [...this.#sent.splice(0), ...this.#queue.splice(0)]) pending.reject(error);
  }

  #dropWorker(): Worker | null {
    this.#stopTimer();
    const worker = this.#worker;
    this.#worker = null;
    this.#ready = false;
    return worker;
  }
}
