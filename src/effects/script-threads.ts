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

  /** @throws WorkflowError: timeout; runtime when the thread failed; the signal's reason when it came before the turn */
  async run(script: Script, signal: AbortSignal): Promise<ScriptOutcome> {
    while (this.#busy.size >= mostThreads) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    if (this.#isClosed) throw new Error('The threads for scripts are closed');
    const thread = this.#nextIdle() ?? new ScriptThread(this.#options);
    this.#busy.add(thread);
    try {
      signal.throwIfAborted();
      return await thread.run(script, signal);
    } finally {
      this.#busy.delete(thread);
      if (thread.isUsable && !this.#isClosed) this.#idle.push(thread);
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((thread) => thread.close()));
  }

  /** One that broke while nobody used it is left behind. */
  #nextIdle(): ScriptThread | undefined {
    for (;;) {
      const thread = this.#idle.pop();
      if (thread === undefined || thread.isUsable) return thread;
    }
  }
}
