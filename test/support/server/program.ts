import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface RunningProgram {
  readonly pid: number;
  /** What it has written so far. */
  output(): string;
  /** Resolves with the match once a line of its output fits. @throws Error when it ends before */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** @returns its exit code */
  ended(): Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

const entry = new URL('../../../src/server/index.ts', import.meta.url).pathname;

/** The server as `npm run server` runs it, in a process of its own with this environment and no other variable of its. */
export function runServer(env: Readonly<Record<string, string>>): RunningProgram {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const looking = new Set<() => void>();
  let isOver = false;
  const look = () => {
    for (const each of looking) each();
  };
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      look();
    });
  }
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    isOver = true;
    look();
    return code as number | null;
  });
  return {
    pid: child.pid ?? 0,
    output: () => lines.join('\n'),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const match = lines.map((line) => pattern.exec(line)).find((found) => found !== null);
          if (match === undefined && !isOver) return;
          looking.delete(check);
          if (match === undefined)
            reject(new Error(`It ended without ${String(pattern)}:\n${lines.join('\n')}`));
          else resolve(match);
        };
        looking.add(check);
        check();
      }),
    ended: () => ended,
    kill: (signal) => void child.kill(signal),
  };
}
