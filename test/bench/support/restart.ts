import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../support/account.ts';
import { printTable } from '../../support/print.ts';
import { openApp, startMany, threeTasks, waitingForDays } from './app.ts';
import { against, interleaved, percentile } from './pairs.ts';

export async function restarts(): Promise<void> {
  using none = temporaryFolder();
  using many = temporaryFolder();
  const waiting = 10_000;
  await fill(none.path, 0);
  await fill(many.path, waiting);
  const last: Record<'none' | 'many', Restart[]> = { none: [], many: [] };
  const measure = (name: 'none' | 'many', folder: string) => async () => {
    const result = await restart(folder);
    last[name].push(result);
    return result.readyMs;
  };
  const pairs = await interleaved(9, { none: measure('none', none.path), many: measure('many', many.path) });
  const middle = (name: 'none' | 'many', of: (restart: Restart) => number) =>
    percentile(last[name].map(of), 0.5);
  const row = (name: 'none' | 'many', title: string) => [
    title,
    `${pairs.median(name).toFixed(0)} ms`,
    `${middle(name, ({ openMs }) => openMs).toFixed(1)} ms`,
    `${(middle(name, ({ heapUsed }) => heapUsed) / 1024 / 1024).toFixed(1)} MB`,
    middle(name, ({ total }) => total).toFixed(0),
  ];
  printTable(
    ['start of the program', 'to the inbox', 'of it the account', 'heap', 'tasks waiting'],
    [row('none', 'nothing waiting'), row('many', `${waiting} waiting`)],
  );
  console.log(`with ${waiting} waiting to none ${against(pairs.ratio('many', 'none'), '≤', 1.2)}`);
  const account = last.many.map(({ openMs }, round) => openMs / (last.none[round]?.openMs ?? Number.NaN));
  console.log(`of the account alone ${percentile(account, 0.5).toFixed(2)}`);
}

/** Half of them wait for a person, half for a timer. */
async function fill(folder: string, processes: number): Promise<void> {
  await using app = openApp(folder);
  for (const source of [threeTasks, waitingForDays]) {
    await startMany(app, await app.add(source), processes / 2);
  }
}

interface Restart {
  /** From the start of the program to an inbox that is there. */
  readonly readyMs: number;
  /** Of that, opening the account: what could grow with its content. */
  readonly openMs: number;
  readonly heapUsed: number;
  readonly total: number;
}

const child = join(import.meta.dirname, 'restart-child.ts');

/** A new program on a data folder. */
async function restart(folder: string): Promise<Restart> {
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', child, folder];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: process.env });
  return JSON.parse(stdout) as Restart;
}
