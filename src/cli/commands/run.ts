import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { openLocalAccount, type LocalAccount } from '../../local/local-account.ts';
import { silentLog } from '../../local/log.ts';
import type { LocalRouter } from '../../local/router.ts';
import type { ProcessDetail, TaskSummary } from '../../shared/contract/processes.ts';
import { Response } from '../../shared/human-task/answer.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';
import type { Json } from '../../shared/json.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import type { RunFlags } from '../program.ts';
import { readInput, readText } from '../read-input.ts';
import { UsageError } from '../report-failure.ts';

type Client = RouterClient<LocalRouter>;

/**
 * Runs a definition here, with the same engine and store as the app: in a folder that is thrown away, or in `--data-dir`.
 * Prints `{status, output, error?}` and, while it waits, what it waits for.
 */
export async function runFile(environment: Environment, file: string, flags: RunFlags): Promise<ExitCode> {
  const source = readText(file);
  const input = readInput(flags.input);
  const answers = readAnswers(flags.answer);
  const folder = flags.dataDir ?? mkdtempSync(join(tmpdir(), 'countersign-run-'));
  try {
    const account = openLocalAccount({ ...environment, dataFolder: folder, log: silentLog });
    try {
      const process = await runToRest(environment, account, {
        source,
        input,
        answers,
        maxWait: flags.maxWait,
      });
      environment.print(JSON.stringify(report(process), null, flags.json === true ? undefined : 2));
      for (const path of answers.keys())
        environment.warn(`No task ${path} was asked; its answer was not used.`);
      return exitCodes[process.statusCode];
    } finally {
      await account.close();
    }
  } finally {
    if (flags.dataDir === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

const exitCodes: Record<ProcessStatus, ExitCode> = {
  A: exit.waiting,
  W: exit.waiting,
  C: exit.ok,
  F: exit.failed,
  X: exit.failed,
};

const words: Record<ProcessStatus, string> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'faulted',
  X: 'cancelled',
};

async function runToRest(
  environment: Environment,
  account: LocalAccount,
  run: { source: string; input: Json; answers: Map<string, Response>; maxWait: number },
): Promise<ProcessDetail> {
  const client = createRouterClient(account.router, { context: { actor: account.actor, source: 'cli' } });
  const { namespace, name, version } = await client.workflows.add({ source: run.source });
  const workflow = `${namespace}/${name}@${version}`;
  const { processId } = await client.processes.start({ workflow, input: run.input });
  const until = environment.clock.now() + run.maxWait * 1000;
  for (;;) {
    await account.host.settled();
    const process = await client.processes.get({ processId });
    if (process.completedTs !== null) return process;
    if (await answerOne(client, process, run.answers)) continue;
    const wake = nextTimer(process);
    if (wake === null || wake > until) return process;
    await new Promise<void>((resolve) => {
      environment.timers.after(wake - environment.clock.now(), resolve);
    });
    account.host.nudge();
  }
}

async function answerOne(
  client: Client,
  process: ProcessDetail,
  answers: Map<string, Response>,
): Promise<boolean> {
  const asked = process.tasks.find((task) => task.statusCode === 'W' && answers.has(task.path));
  const response = asked === undefined ? undefined : answers.get(asked.path);
  const taskAsstId = asked?.taskAsstId ?? null;
  if (asked === undefined || taskAsstId === null || response === undefined) return false;
  answers.delete(asked.path);
  await client.humanTasks.complete({ taskAsstId, response });
  return true;
}

function nextTimer(process: ProcessDetail): number | null {
  const timers = process.tasks.flatMap(({ wait }) =>
    wait?.kind === 'timer' ? [Date.parse(wait.untilTs)] : [],
  );
  return timers.length === 0 ? null : Math.min(...timers);
}

function report(process: ProcessDetail): Json {
  const waiting = process.tasks.filter((task) => task.statusCode === 'W').map(waitingFor);
  return {
    status: words[process.statusCode],
    output: process.output,
    ...(process.error === null ? {} : { error: { ...process.error } as Json }),
    ...(waiting.length === 0 ? {} : { waitingFor: waiting }),
  };
}

function waitingFor(task: TaskSummary): Json {
  return { path: task.path, kind: task.kind, title: task.title };
}

/** `/do/1/decide={"value":"APPROVED"}` by task path. @throws UsageError */
function readAnswers(texts: readonly string[]): Map<string, Response> {
  return new Map(texts.map(readAnswer));
}

function readAnswer(text: string): [string, Response] {
  const at = text.indexOf('=');
  if (!text.startsWith('/') || at < 0) {
    throw new UsageError(`--answer ${text}: must look like /do/1/decide={"value":"APPROVED"}`);
  }
  try {
    return [text.slice(0, at), Response.parse(JSON.parse(text.slice(at + 1)))];
  } catch (error) {
    throw new UsageError(
      `--answer ${text.slice(0, at)}: is not an answer like {"value":"APPROVED","comment":"…"}`,
      { cause: error },
    );
  }
}
