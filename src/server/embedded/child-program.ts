import type { ChildProcess } from 'node:child_process';

/** A program that this server has started for itself. */
export interface ChildProgram {
  readonly pid: number;
  /** Called once when it ends without having been asked to. */
  onExit(then: (words: string) => void): void;
  /** Ends it in order, and waits for its end. */
  stop(): Promise<void>;
}

/**
 * @param name for whoever reads that it ended
 * @param ending the signal by which it ends in order
 */
export function childProgram(child: ChildProcess, name: string, ending: NodeJS.Signals): ChildProgram {
  let stopping = false;
  let exited = false;
  let tell: (words: string) => void = () => {};
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      exited = true;
      resolve();
      if (!stopping) tell(`${name} ended by itself (${signal ?? `code ${code}`}).`);
    });
  });
  return {
    pid: child.pid ?? 0,
    onExit: (then) => void (tell = then),
    async stop() {
      stopping = true;
      if (!exited) child.kill(ending);
      await gone;
    },
  };
}
