import { expect } from 'playwright/test';
import type { HumanTaskRow } from '../../../src/shared/contract/human-tasks.ts';
import type { RunningApp } from '../app.ts';
import { violations } from './axe.ts';
import { picturesOf, resize } from './pictures.ts';
import { startSample } from './processes.ts';

/** Three tasks, of which two are told as those of the server "Acme". */
export async function tasksOfTwoAccounts(
  running: RunningApp,
): Promise<[HumanTaskRow, HumanTaskRow, HumanTaskRow]> {
  for (const sample of ['expense-approval', 'release-gate', 'document-review'])
    await startSample(running, sample);
  await expect.poll(async () => (await running.api.humanTasks.list({})).total).toBe(3);
  const { humanTasks } = await running.api.humanTasks.list({});
  const named = (name: string) => humanTasks.find(({ workflow }) => workflow.name.includes(name));
  return [named('expense'), named('release'), named('document')] as [
    HumanTaskRow,
    HumanTaskRow,
    HumanTaskRow,
  ];
}

/** Those of the script that are told as tasks of the server. */
export function ofServer(...tasks: HumanTaskRow[]) {
  return Object.fromEntries(
    tasks.map(({ taskAsstId, taskId, title }) => [taskAsstId, { taskAsstId, taskId, title }]),
  );
}

/** Pictures for eyes, and no serious accessibility fault in either colour, nor in a narrow window. */
export async function check(running: RunningApp, name: string): Promise<void> {
  const { window } = running;
  await picturesOf(running, name);
  for (const colorScheme of ['dark', 'light'] as const) {
    await window.emulateMedia({ colorScheme });
    await expect(window.locator(`html[data-mantine-color-scheme="${colorScheme}"]`)).toBeAttached();
    expect(await violations(window), `${name}, ${colorScheme}`).toEqual([]);
  }
  await resize(running, 400, 800);
  expect(await violations(window), `${name}, 400 px`).toEqual([]);
  expect(await window.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  await resize(running, 1360, 860);
}
