import { expect } from 'playwright/test';
import type { HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import type { ProcessDetail } from '../../../src/shared/contract/processes.ts';
import type { Json } from '../../../src/shared/json.ts';
import type { RunningApp } from '../app.ts';

export async function onlyProcess({ api }: RunningApp): Promise<ProcessDetail> {
  const { processes } = await api.processes.list({});
  expect(processes).toHaveLength(1);
  return api.processes.get({ processId: processes[0]?.processId ?? '' });
}

/** The only process, once it has ended as it should: C completed, F failed. */
export async function endedProcess(running: RunningApp, statusCode: 'C' | 'F' = 'C'): Promise<ProcessDetail> {
  await expect.poll(async () => (await onlyProcess(running)).statusCode).toBe(statusCode);
  return onlyProcess(running);
}

/** The only task that waits, as soon as there is one. */
export async function waitingTask({ api }: RunningApp): Promise<HumanTaskRow> {
  await expect.poll(async () => (await api.humanTasks.list({})).total).toBe(1);
  const { humanTasks } = await api.humanTasks.list({});
  return humanTasks[0] as HumanTaskRow;
}

/** Adds a workflow of tasks and starts it, as a program would. @returns the process id */
export async function start(
  { api }: RunningApp,
  workflow: { document?: Record<string, Json>; do: Json },
  input: Json = {},
): Promise<string> {
  const document = {
    dsl: '1.0.3',
    namespace: 'test',
    name: 'asking',
    version: '1.0.0',
    ...workflow.document,
  };
  const { namespace, name, version } = await api.workflows.add({
    source: JSON.stringify({ ...workflow, document }),
  });
  const { processId } = await api.processes.start({ workflow: `${namespace}/${name}@${version}`, input });
  return processId;
}

/** Starts one of the samples that come with the app. @returns the process id */
export async function startSample({ api }: RunningApp, id: string): Promise<string> {
  return (await api.workflows.runSample({ id })).processId;
}
