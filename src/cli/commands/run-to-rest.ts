import type { LocalAccount } from '../../local/local-account.ts';
import type { ProcessDetail, ProcessSummary, TaskSummary } from '../../shared/contract/processes.ts';
import type { WorkflowSummary } from '../../shared/contract/workflows.ts';
import type { Environment } from '../environment.ts';
import type { AccountClient as Client } from '../own-account.ts';
import type { RunOptions } from './run-options.ts';

/** A process that came as far as it can. */
export interface Rest {
  readonly process: ProcessDetail;
  /** What waits: in it, and in the processes that it started. */
  readonly waiting: readonly WaitingTask[];
}

export interface WaitingTask {
  readonly process: ProcessSummary;
  readonly task: TaskSummary;
}

/** Where the processes stood, and what was still to come then. */
interface Seen {
  readonly open: string;
  readonly due: number | null;
}

interface Run {
  readonly environment: Environment;
  readonly account: LocalAccount;
  readonly client: Client;
  readonly options: RunOptions;
  readonly workflow: WorkflowSummary;
  /** When timers are not waited for any more. */
  readonly until: number;
  /** Ids are sorted by time: the processes of this run are those with greater ones. */
  readonly mark: string;
}

/**
 * Starts the workflow and lets it come to its end, or to where nothing moves it any more: answers are given where they are asked
 * for, events are delivered one after the other where somebody waits for one, timers are waited for in real time.
 * @returns null when it only starts on events, and none that was given started it
 */
export async function runToRest(
  environment: Environment,
  account: LocalAccount,
  client: Client,
  options: RunOptions,
): Promise<Rest | null> {
  for (const source of options.others) await add(client, source);
  const workflow = await add(client, options.source);
  const until = environment.clock.now() + options.maxWaitMs;
  const run = { environment, account, client, options, workflow, until, mark: environment.ids.next() };
  const processId = await start(run);
  if (processId === null) return null;
  let seen: Seen | undefined;
  for (;;) {
    const hasSettled = await settledInTime(run);
    const open = await openProcesses(run);
    if (!hasSettled) return rest(run, processId, open);
    if (await answerOne(run, processId, open)) continue;
    if (await deliverOne(run, open)) continue;
    if (open.length === 0) return rest(run, processId, open);
    // What came due since it settled is not among what is still to come: that is believed once nothing has moved after it.
    const now = JSON.stringify(open);
    if (seen?.open !== now) {
      seen = { open: now, due: account.host.nextDue() };
      continue;
    }
    const { due } = seen;
    seen = undefined;
    if (due === null || due > until) return rest(run, processId, open);
    await new Promise<void>((resolve) => {
      environment.timers.after(due - environment.clock.now(), resolve);
    });
    account.host.nudge();
  }
}

/**
 * Calls and programs have time limits of their own and are waited for. What never comes to rest by itself, such as a workflow that
 * starts itself again, is not waited for beyond the time that timers have.
 */
async function settledInTime(run: Run): Promise<boolean> {
  const { environment, account, until } = run;
  const settled = account.host.settled().then(() => true);
  for (;;) {
    const pause = Math.max(until - environment.clock.now(), 1_000);
    let timer: { cancel(): void } | undefined;
    const late = new Promise<false>((resolve) => {
      timer = environment.timers.after(pause, () => resolve(false));
    });
    const hasSettled = await Promise.race([settled, late]);
    timer?.cancel();
    if (hasSettled) return true;
    const open = await openProcesses(run);
    if (!open.some(({ waits }) => waits.some(({ kind }) => kind === 'runtime'))) return false;
  }
}

/** Schedules by the clock are left out of it: the workflow runs once. */
async function add(client: Client, source: string): Promise<WorkflowSummary> {
  const workflow = await client.workflows.add({ source });
  const { schedule, wfDefId } = workflow;
  if (schedule === null || schedule.kind === 'on') return workflow;
  return client.workflows.setSchedule({ wfDefId, enabled: false });
}

/** @returns the process; null: it starts on events, and none of those given started it */
async function start(run: Run): Promise<string | null> {
  const { client, options, workflow, mark } = run;
  const { namespace, name, version, schedule } = workflow;
  if (schedule?.kind !== 'on' || options.events.length === 0) {
    const reference = `${namespace}/${name}@${version}`;
    return (await client.processes.start({ workflow: reference, input: options.input })).processId;
  }
  for (let event = options.events.shift(); event !== undefined; event = options.events.shift()) {
    await client.events.publish({ event });
    await settledInTime(run);
    const { processes } = await client.processes.list({ limit: 200 });
    const own = processes.filter((process) => process.processId > mark);
    const started = own.findLast((process) => process.workflow.wfDefId === workflow.wfDefId);
    if (started !== undefined) return started.processId;
  }
  return null;
}

async function openProcesses({ client, mark }: Run): Promise<ProcessSummary[]> {
  const open: ProcessSummary[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.processes.list({
      only: 'open',
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    open.push(...page.processes.filter((process) => process.processId > mark));
    cursor = page.nextCursor;
  }
  return open;
}

/** Answers one ask that waits: of the process itself, or of one that it started. */
async function answerOne(
  { client, options }: Run,
  processId: string,
  open: readonly ProcessSummary[],
): Promise<boolean> {
  if (options.answers.size === 0) return false;
  for (const { task } of await waitingTasks(client, processId, open)) {
    const response = options.answers.get(task.path);
    if (response === undefined || task.taskAsstId === null) continue;
    options.answers.delete(task.path);
    await client.humanTasks.complete({ taskAsstId: task.taskAsstId, response });
    return true;
  }
  return false;
}

async function deliverOne({ client, options }: Run, open: readonly ProcessSummary[]): Promise<boolean> {
  const listens = open.some(({ waits }) => waits.some(({ kind }) => kind === 'event'));
  const event = listens ? options.events.shift() : undefined;
  if (event === undefined) return false;
  await client.events.publish({ event });
  return true;
}

async function rest({ client }: Run, processId: string, open: readonly ProcessSummary[]): Promise<Rest> {
  return {
    process: await client.processes.get({ processId }),
    waiting: await waitingTasks(client, processId, open),
  };
}

/** Of the process itself first. */
async function waitingTasks(
  client: Client,
  processId: string,
  open: readonly ProcessSummary[],
): Promise<WaitingTask[]> {
  const own = open.filter((process) => process.processId === processId);
  const others = open.filter((process) => process.processId !== processId).toReversed();
  const waiting: WaitingTask[] = [];
  for (const process of [...own, ...others]) {
    for (const task of await allTasks(client, process.processId)) {
      if (task.statusCode === 'W') waiting.push({ process, task });
    }
  }
  return waiting;
}

async function allTasks(client: Client, processId: string): Promise<TaskSummary[]> {
  const tasks: TaskSummary[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.processes.tasks({
      processId,
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    tasks.push(...page.tasks);
    cursor = page.nextCursor;
  }
  return tasks;
}
