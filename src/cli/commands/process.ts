import type { ProcessDetail, ProcessSummary, TaskSummary } from '../../shared/contract/processes.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, oneLine, printable, shortId, table } from '../format.ts';
import { findProcessId } from './find-process.ts';
import { waitInWords } from './wait-in-words.ts';

const words: Record<TaskStatus, string> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'failed',
  X: 'cancelled',
  S: 'skipped',
};

const reasons: Record<NonNullable<TaskSummary['reason']>, string> = {
  cancelled: 'its process was cancelled',
  timeout: 'time ran out',
  failed: 'what it belongs to failed',
  ended: 'its process ended',
  lost: 'another branch was first',
};

export async function listProcesses(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
): Promise<ExitCode> {
  const { processes, total } = await api.processes.list({ limit: 200 });
  if (flags.json === true) environment.print(JSON.stringify(processes));
  else if (processes.length === 0)
    environment.print('No processes yet. Start one with `countersign start <workflow>`.');
  else {
    environment.print(table(processes.map(row)));
    if (total > processes.length) environment.print(`… and ${total - processes.length} older ones`);
  }
  return exit.ok;
}

export async function showProcess(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
  id: string,
): Promise<ExitCode> {
  const process = await wholeProcess(api, await findProcessId(api, id));
  environment.print(
    flags.json === true ? JSON.stringify(process) : describe(process).map(printable).join('\n'),
  );
  return exit.ok;
}

/** With all of its tasks: a person who pipes this into another program means every one. */
async function wholeProcess(api: Api, processId: string): Promise<ProcessDetail> {
  const process = await api.processes.get({ processId });
  const tasks = [...process.tasks];
  let cursor = process.nextTasksCursor;
  while (cursor !== null) {
    const page = await api.processes.tasks({ processId, cursor, limit: 200 });
    tasks.push(...page.tasks);
    cursor = page.nextCursor;
  }
  return { ...process, tasks, nextTasksCursor: null };
}

function row(process: ProcessSummary): string[] {
  return [
    shortId(process.processId),
    stateOf(process),
    localTime(process.startedTs),
    `${process.workflow.namespace}/${process.workflow.name}`,
    oneLine(process.currentTask ?? ''),
  ];
}

function describe(process: ProcessDetail): string[] {
  const { workflow, statusCode, error, resumeFailure } = process;
  return [
    `${process.title} · ${stateOf(process)}`,
    `${workflow.namespace}/${workflow.name}@${workflow.version} · ${process.processId} · started ${localTime(process.startedTs)}`,
    ...cancellationLines(process),
    ...(process.parent === null ? [] : [`Part of ${process.parent.title} · ${process.parent.processId}`]),
    '',
    table(process.tasks.map(taskRow)),
    ...(error === null ? [] : ['', `${error.title ?? error.type} (${error.status}) ${error.detail ?? ''}`]),
    ...(resumeFailure === null
      ? []
      : ['', `Could not go on (try ${resumeFailure.attempts}): ${resumeFailure.message}`]),
    ...(statusCode === 'C' ? ['', JSON.stringify(process.output, null, 2)] : []),
  ];
}

function stateOf({ statusCode, suspendedTs, completedTs }: ProcessSummary): string {
  return suspendedTs !== null && completedTs === null ? 'suspended' : words[statusCode];
}

function cancellationLines({ cancellation, completedTs }: ProcessDetail): string[] {
  if (cancellation === null) return [];
  const { by, reason, requestedTs } = cancellation;
  const said = reason === null ? '' : `: “${reason}”`;
  return [
    `${completedTs === null ? 'Being cancelled' : 'Cancelled'} by ${by}, ${localTime(requestedTs)}${said}`,
  ];
}

function taskRow(task: TaskSummary): string[] {
  return [
    `  ${words[task.statusCode]}`,
    task.path,
    oneLine(
      [
        task.title,
        task.result,
        task.reason === null ? null : reasons[task.reason],
        task.wait === null ? null : waitInWords(task.wait),
      ]
        .filter((part) => part !== null)
        .join(' · '),
    ),
  ];
}
