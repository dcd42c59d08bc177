import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program that does what it is told, line by line, until it is killed. */
export interface Told {
  readonly isAlive: boolean;
  readonly ended: Promise<unknown>;
  /** @throws Error when it ended before it answered, or what it could not do */
  ask<Result>(what: string, ...args: readonly unknown[]): Promise<Result>;
  kill(): Promise<void>;
}

interface Reply {
  readonly number: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The program was killed before it answered. */
export class Killed extends Error {}

/** Starts it; resolves when it says that it is ready. */
export async function startTold(program: URL, options: object): Promise<Told> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program.pathname, JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  child.stdin.on('error', () => {});
  const waiting = new Map<number, Waiting>();
  const reply = (number: number) =>
    new Promise<unknown>((resolve, reject) => waiting.set(number, { resolve, reject }));
  const ready = reply(0);
  let last = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { number, value, error } = JSON.parse(line) as Reply;
    const asked = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(error));
  });
  const ended = once(child, 'close').then(() => {
    for (const asked of waiting.values()) asked.reject(new Killed(`It ended: ${errors}`));
    waiting.clear();
  });
  await ready;
  return {
    get isAlive() {
      return isAlive(child);
    },
    ended,
    async ask<Result>(what: string, ...args: readonly unknown[]) {
      if (!isAlive(child)) throw new Killed('It has ended');
      last += 1;
      const answer = reply(last);
      child.stdin.write(`${JSON.stringify({ number: last, what, args })}\n`);
      return (await answer) as Result;
    },
    async kill() {
      if (isAlive(child)) child.kill('SIGKILL');
      await ended;
    },
  };
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** In the program: does each thing that it is told, side by side. */
export function doAsTold(things: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  const say = (reply: Reply) => process.stdout.write(`${JSON.stringify(reply)}\n`);
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { number, what, args } = JSON.parse(line) as { number: number; what: string; args: never[] };
    void (async () => things[what]?.(...args))().then(
      (value) => say({ number, value: value ?? null }),
      (error: unknown) => say({ number, error: String(error) }),
    );
  });
  say({ number: 0, value: null });
}

/** Kills this process when a point comes by for the given time, once `arm` has said so. */
export function killPoint<Point extends string>(): {
  readonly reach: (point: Point) => void;
  arm(point: Point, times: number): void;
  disarm(): void;
} {
  let armed: { point: Point; left: number } | null = null;
  return {
    reach(point) {
      if (armed?.point !== point) return;
      armed.left -= 1;
      if (armed.left === 0) process.kill(process.pid, 'SIGKILL');
    },
    arm: (point, times) => void (armed = { point, left: times }),
    disarm: () => void (armed = null),
  };
}
