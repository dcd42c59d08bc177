import type { JsonObject } from '../../../src/shared/json.ts';
import { openTestAccount, temporaryFolder, type TestAccount } from '../../support/account.ts';
import { countingStore, type Commits } from './count-commits.ts';
import { seconds } from './pairs.ts';

/** The local account as the window and the command line use it, on a data folder of its own. */
export interface App extends AsyncDisposable {
  readonly test: TestAccount;
  readonly commits: Commits;
  add(source: string): Promise<string>;
}

export const threeTasks = `
document: { dsl: '1.0.3', namespace: bench, name: three-tasks, version: '1.0.0' }
do:
  - prepare: { set: { request: '\${ .request }', amount: '\${ .amount }' } }
  - decide: { ask: { mode: approval, prompt: 'Approve \${ .request }?' } }
  - finish: { set: { decision: '\${ .value }' } }
`;

export const waitingForDays = `
document: { dsl: '1.0.3', namespace: bench, name: waiting-for-days, version: '1.0.0' }
do:
  - prepare: { set: { request: '\${ .request }' } }
  - later: { wait: { days: 3 } }
`;

const input: JsonObject = { request: 'REQ', amount: 12.5 };
/** As many as a client has under way at once. */
const sideBySide = 256;

export function openApp(folder?: string): App {
  const own = folder === undefined ? temporaryFolder() : null;
  const { commits, open } = countingStore();
  const test = openTestAccount(folder ?? own?.path ?? '', { openStore: open });
  return {
    test,
    commits,
    async add(source) {
      const { namespace, name, version } = await test.client.workflows.add({ source });
      return `${namespace}/${name}@${version}`;
    },
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      own?.[Symbol.dispose]();
    },
  };
}

export interface Throughput {
  readonly perSecond: number;
  readonly seconds: number;
  readonly commits: number;
  readonly rows: number;
}

/** Durable processes of three tasks: started, asked, answered, ended. */
export async function appThroughput(processes: number): Promise<Throughput> {
  await using app = openApp();
  const workflow = await app.add(threeTasks);
  const before = { commits: app.commits.count, rows: app.commits.rows() };
  const began = await seconds(() => startMany(app, workflow, processes));
  const tasks = await waitingTasks(app, processes);
  const ended = await seconds(async () => {
    await inGroups(tasks, (taskAsstId) => answer(app, taskAsstId));
    await app.test.account.host.settled();
  });
  return {
    perSecond: processes / (began + ended),
    seconds: began + ended,
    commits: app.commits.count - before.commits,
    rows: app.commits.rows() - before.rows,
  };
}

export async function startMany(app: App, workflow: string, count: number): Promise<void> {
  await inGroups(Array.from({ length: count }), () => app.test.client.processes.start({ workflow, input }));
  await app.test.account.host.settled();
}

/** @returns milliseconds from an answer to the commit of the task after it, one process at a time on an idle account */
export async function appLatencies(samples: number): Promise<number[]> {
  await using app = openApp();
  const workflow = await app.add(threeTasks);
  const latencies: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    await startMany(app, workflow, 1);
    const [taskAsstId = ''] = await waitingTasks(app, 1);
    const took = await seconds(async () => {
      await answer(app, taskAsstId);
      await app.test.account.host.settled();
    });
    latencies.push(took * 1000);
  }
  return latencies;
}

/** One process that waits for nothing. @returns what it took */
export async function appRun(source: string, data: JsonObject): Promise<Throughput> {
  await using app = openApp();
  const workflow = await app.add(source);
  const before = { commits: app.commits.count, rows: app.commits.rows() };
  let processId = '';
  const took = await seconds(async () => {
    ({ processId } = await app.test.client.processes.start({ workflow, input: data }));
    await app.test.account.host.settled();
  });
  const { statusCode, error } = await app.test.client.processes.get({ processId });
  if (statusCode !== 'C') throw new Error(`The process ended as ${statusCode}: ${error?.detail ?? ''}`);
  return {
    perSecond: 1 / took,
    seconds: took,
    commits: app.commits.count - before.commits,
    rows: app.commits.rows() - before.rows,
  };
}

function answer(app: App, taskAsstId: string): Promise<unknown> {
  return app.test.client.humanTasks.complete({ taskAsstId, response: { value: 'APPROVED' } });
}

async function waitingTasks(app: App, count: number): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof app.test.client.humanTasks.list>> =
      await app.test.client.humanTasks.list(cursor === null ? { limit: 200 } : { limit: 200, cursor });
    found.push(...page.humanTasks.map(({ taskAsstId }) => taskAsstId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  if (found.length !== count) throw new Error(`${found.length} tasks wait instead of ${count}`);
  return found;
}

async function inGroups<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += sideBySide) {
    await Promise.all(items.slice(from, from + sideBySide).map(work));
  }
}
