import type { ProcessDetail, ProcessSummary, TaskSummary } from '../../shared/contract/processes.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import type { TaskStatus } from '../../shared/human-task/status.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, oneLine, printable, shortId, table } from '../format.ts';
import { UsageError } from '../report-failure.ts';

const words: Record<TaskStatus, string> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'failed',
  X: 'cancelled',
  S: 'skipped',
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
  const process = await find(api, id);
  environment.print(
    flags.json === true ? JSON.stringify(process) : describe(process).map(printable).join('\n'),
  );
  return exit.ok;
}

async function find(api: Api, id: string): Promise<ProcessDetail> {
  if (id.length === 36) return api.processes.get({ processId: id });
  const { processes } = await api.processes.list({ limit: 200 });
  const [only, another] = processes.filter((process) => process.processId.endsWith(id.toLowerCase()));
  if (only === undefined || another !== undefined) {
    throw new UsageError(
      `${only === undefined ? 'No' : 'More than one'} process ends with ${id}. See \`countersign process ls\`.`,
    );
  }
  return api.processes.get({ processId: only.processId });
}

function row(process: ProcessSummary): string[] {
  return [
    shortId(process.processId),
    words[process.statusCode],
    localTime(process.startedTs),
    `${process.workflow.namespace}/${process.workflow.name}`,
    oneLine(process.currentTask ?? ''),
  ];
}

function describe(process: ProcessDetail): string[] {
  const { workflow, statusCode, error, resumeFailure } = process;
  return [
    `${process.title} · ${words[statusCode]}`,
    `${workflow.namespace}/${workflow.name}@${workflow.version} · ${process.processId} · started ${localTime(process.startedTs)}`,
    '',
    table(process.tasks.map(taskRow)),
    ...(error === null ? [] : ['', `${error.title ?? error.type} (${error.status}) ${error.detail ?? ''}`]),
    ...(resumeFailure === null
      ? []
      : ['', `Could not go on (try ${resumeFailure.attempts}): ${resumeFailure.message}`]),
    ...(statusCode === 'C' ? ['', JSON.stringify(process.output, null, 2)] : []),
  ];
}

function taskRow(task: TaskSummary): string[] {
  return [
    `  ${words[task.statusCode]}`,
    task.path,
    oneLine(
      [task.title, task.result, task.wait === null ? null : waitInWords(task.wait)]
        .filter((part) => part !== null)
        .join(' · '),
    ),
  ];
}

function waitInWords(wait: Wait): string {
  if (wait.kind === 'timer') return `until ${localTime(wait.untilTs)}`;
  return `waits for ${wait.assignees.join(', ')}`;
}
