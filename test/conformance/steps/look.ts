import { expect } from 'vitest';
import type { ProcessStatus } from '../../../src/shared/human-task/status.ts';
import type { Json } from '../../../src/shared/json.ts';
import type { World } from '../world.ts';
import type { TaskRow } from '../../../src/service/processes/task-row.ts';

/** How the process ended; if it did otherwise, the failure shows with what error or what it waits for. */
export async function ended(world: World, code: ProcessStatus): Promise<void> {
  const { statusCode, error, waits, resumeFailure } = await world.process();
  expect({ statusCode, ...(statusCode === code ? {} : { error, waits, resumeFailure }) }).toEqual({
    statusCode: code,
  });
}

export async function output(world: World): Promise<Json> {
  await ended(world, 'C');
  return (await world.process()).output;
}

/** `content.id`, `list.0` */
export function at(data: Json, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<Json | undefined>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? (inner as Record<string, Json>)[key] : undefined,
      data,
    );
}

/** The names of the tasks that ran, in the order in which they began. */
export async function namesRun(world: World): Promise<string[]> {
  const tasks = await world.tasks();
  return tasks.flatMap(({ instance: { name, status } }) => (status === 'skipped' ? [] : [name]));
}

/** The last run of a task, by its name or its path. */
export async function task(world: World, name: string): Promise<TaskRow> {
  const tasks = await world.tasks();
  const found = tasks.findLast(({ instance }) => instance.name === name || instance.path === name);
  if (found !== undefined) return found;
  throw new Error(`${name} did not run; these did: ${tasks.map(({ instance }) => instance.path).join(', ')}`);
}
