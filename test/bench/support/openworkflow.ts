import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OpenWorkflow } from 'openworkflow';
import { BackendSqlite } from 'openworkflow/sqlite';
import { temporaryFolder } from '../../support/account.ts';
import { seconds } from './pairs.ts';

const idleMs = 1_500;

/** Its own limit of steps per run is 1 000. */
const mostSteps = 990;

interface Peer extends AsyncDisposable {
  /** Starts so many runs of the three tasks and waits until each waits for its person. @returns the signals they wait for */
  begin(count: number): Promise<string[]>;
  /** Resolves when the step after the signal begins. */
  answer(signal: string): Promise<void>;
  /** Resolves when so many runs have ended since the beginning. */
  ended(count: number): Promise<void>;
  /** Runs steps in one workflow, one after the other or side by side. */
  steps(count: number, sideBySide: boolean): Promise<void>;
}

/** @returns how many side by side are the fastest here */
export async function bestConcurrency(): Promise<number> {
  let best = { concurrency: 0, rate: 0 };
  for (const concurrency of [16, 64, 256]) {
    const rate = await peerThroughput(300, concurrency);
    if (rate > best.rate) best = { concurrency, rate };
  }
  return best.concurrency;
}

/** @returns processes per second */
export async function peerThroughput(processes: number, concurrency: number): Promise<number> {
  await using peer = await openPeer(concurrency);
  let signals: string[] = [];
  const began = await seconds(async () => (signals = await peer.begin(processes)));
  const answered = await seconds(async () => {
    for (const signal of signals) void peer.answer(signal);
    await peer.ended(processes);
  });
  return processes / (began + answered);
}

/** @returns milliseconds from an answer to the beginning of the next step, one process at a time */
export async function peerLatencies(samples: number, concurrency: number): Promise<number[]> {
  await using peer = await openPeer(concurrency);
  const latencies: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const [signal = ''] = await peer.begin(1);
    // Idle is when its worker looks less and less often.
    await pause(idleMs);
    latencies.push((await seconds(() => peer.answer(signal))) * 1000);
    await peer.ended(sample + 1);
  }
  return latencies;
}

/** @returns steps per second of one workflow with as many steps as it takes */
export async function peerSteps(sideBySide: boolean, concurrency: number): Promise<number> {
  await using peer = await openPeer(concurrency);
  return mostSteps / (await seconds(() => peer.steps(mostSteps, sideBySide)));
}

async function openPeer(concurrency: number): Promise<Peer> {
  const folder = temporaryFolder();
  const backend = BackendSqlite.connect(join(folder.path, 'openworkflow.db'));
  const parked = counted(backend, 'sleepWorkflowRun');
  const completed = counted(backend, 'completeWorkflowRun');
  const client = new OpenWorkflow({ backend });
  const nextStep = new Map<string, () => void>();
  const threeTasks = client.defineWorkflow<{ signal: string }, unknown>(
    { name: 'three-tasks' },
    async ({ input, step }) => {
      const prepared = await step.run({ name: 'prepare' }, () => ({ request: 'REQ', amount: 12.5 }));
      const answer = await step.waitForSignal<{ value: string }>({ name: 'decide', signal: input.signal });
      return step.run({ name: 'finish' }, () => {
        nextStep.get(input.signal)?.();
        return { ...prepared, decision: answer?.data.value ?? null };
      });
    },
  );
  const manySteps = client.defineWorkflow<{ count: number; sideBySide: boolean }, number>(
    { name: 'many-steps' },
    async ({ input: { count, sideBySide }, step }) => {
      const run = (index: number) => step.run({ name: `step-${index}` }, () => ({ index }));
      const indexes = Array.from({ length: count }, (_, index) => index);
      if (sideBySide) await Promise.all(indexes.map(run));
      else for (const index of indexes) await run(index);
      return count;
    },
  );
  const worker = client.newWorker({ concurrency });
  await worker.start();
  let begun = 0;
  return {
    async begin(count) {
      const signals = Array.from({ length: count }, () => `answer-${(begun += 1)}`);
      await Promise.all(signals.map((signal) => threeTasks.run({ signal })));
      await parked.reaches(begun);
      return signals;
    },
    async answer(signal) {
      const reached = new Promise<void>((resolve) => void nextStep.set(signal, resolve));
      const { workflowRunIds } = await client.sendSignal({ signal, data: { value: 'APPROVED' } });
      if (workflowRunIds.length === 0) throw new Error(`Nobody waits for ${signal}`);
      await reached;
    },
    ended: (count) => completed.reaches(count),
    async steps(count, sideBySide) {
      const before = completed.count;
      await manySteps.run({ count, sideBySide });
      await completed.reaches(before + 1);
    },
    async [Symbol.asyncDispose]() {
      await worker.stop();
      await backend.stop();
      folder[Symbol.dispose]();
    },
  };
}

/** Says when the backend has done something so many times, without asking the database over and over. */
function counted(
  backend: BackendSqlite,
  verb: 'sleepWorkflowRun' | 'completeWorkflowRun',
): { readonly count: number; reaches(count: number): Promise<void> } {
  const original: BackendSqlite[typeof verb] = backend[verb].bind(backend);
  let count = 0;
  let waiting: { count: number; resolve: () => void }[] = [];
  backend[verb] = async (params: Parameters<typeof original>[0]) => {
    const run = await original(params as never);
    count += 1;
    for (const each of waiting.filter((other) => other.count <= count)) each.resolve();
    waiting = waiting.filter((other) => other.count > count);
    return run;
  };
  return {
    get count() {
      return count;
    },
    reaches: (wanted) =>
      new Promise((resolve) => (count >= wanted ? resolve() : void waiting.push({ count: wanted, resolve }))),
  };
}
