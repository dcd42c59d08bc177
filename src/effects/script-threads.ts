import { fault } from './faults.ts';
import type { Script, ScriptOutcome } from './script-protocol.ts';
import { ScriptThread } from './script-thread.ts';
import type { ScriptThreadOptions } from './script-thread.ts';

/** More would only take turns on the processors, each with its own memory. */
const mostThreads = 4;

/** The threads that run scripts: started when needed, kept for the next script, replaced when one breaks. */
export class ScriptThreads {
  readonly #options: ScriptThreadOptions;
  readonly #idle: ScriptThread[] = [];
  readonly #busy = new Set<ScriptThread>();
  readonly #waiting: Array<() => void> = [];
  #isClosed = false;

  constructor(options: ScriptThreadOptions) {
    this.#options = options;
  }

  /** @throws WorkflowError: timeout; runtime when the thread failed or `signal` ended the script */
  async run(script: Script, signal: AbortSignal): Promise<ScriptOutcome> {
    while (this.#busy.size >= mostThreads) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    let thread: ScriptThread | undefined;
    try {
      if (this.#isClosed) throw new Error('The threads for scripts are closed');
      if (signal.aborted) throw fault('runtime', 'The script was ended');
      thread = this.#nextIdle() ?? new ScriptThread(this.#options);
      this.#busy.add(thread);
      return await thread.run(script, signal);
    } finally {
      if (thread !== undefined) this.#release(thread);
      // Also when this turn was not used: the next in line would wait for nobody.
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((thread) => thread.close()));
  }

  #release(thread: ScriptThread): void {
    this.#busy.delete(thread);
    if (thread.isUsable && !this.#isClosed) this.#idle.push(thread);
  }

  /** One that broke while nobody used it is left behind. */
  #nextIdle(): ScriptThread | undefined {
    for (;;) {
      const thread = this.#idle.pop();
      if (thread === undefined || thread.isUsable) return thread;
    }
  }
}
