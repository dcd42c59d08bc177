import { expect } from 'vitest';
import { parse } from 'yaml';
import type { TaskRow } from '../../../src/local/store/tasks.ts';
import type { ProcessStatus } from '../../../src/shared/human-task/status.ts';
import type { Json } from '../../../src/shared/json.ts';
import type { World } from '../world.ts';
import { step, type Step } from './step.ts';

/** The sentences of the published conformance kit. */
export const thenSteps: readonly Step[] = [
  step(/the workflow should cancel/, (world) => ended(world, 'X')),
  step(/the workflow should complete/, (world) => ended(world, 'C')),
  step(/the workflow should fault/, (world) => ended(world, 'F')),
  step(/the workflow should complete with output:/, async (world, { docString }) => {
    expect(await output(world)).toEqual(parse(docString));
  }),
  step(/the workflow should fault with error:/, async (world, { docString }) => {
    await ended(world, 'F');
    expect((await world.process()).error).toMatchObject(parse(docString) as object);
  }),
  step(/the workflow output should have properties (.+)/, async (world, { words: [list = ''] }) => {
    const data = await output(world);
    for (const [, path = ''] of list.matchAll(/'([^']+)'/g)) expect(at(data, path), path).toBeDefined();
  }),
  step(
    /the workflow output should have a '([^']+)' property with value:/,
    async (world, { words: [path = ''], docString }) => {
      expect(at(await output(world), path)).toEqual(parse(docString));
    },
  ),
  step(
    /the workflow output should have an? '([^']+)' property containing (\d+) items?/,
    async (world, { words: [path = '', count] }) => {
      expect(at(await output(world), path)).toHaveLength(Number(count));
    },
  ),
  step(/(\S+) should run first/, async (world, { words: [name] }) => {
    expect((await namesRun(world))[0]).toBe(name);
  }),
  step(/(\S+) should run last/, async (world, { words: [name] }) => {
    expect((await namesRun(world)).at(-1)).toBe(name);
  }),
  step(/(\S+) should run before (\S+)/, (world, { words: [first = '', second = ''] }) =>
    inOrder(world, first, second),
  ),
  step(/(\S+) should run after (\S+)/, (world, { words: [second = '', first = ''] }) =>
    inOrder(world, first, second),
  ),
  step(/(?!the workflow)(\S+) should cancel/, async (world, { words: [name = ''] }) => {
    expect((await task(world, name)).instance.status).toBe('cancelled');
  }),
  step(/(\S+) should complete/, async (world, { words: [name = ''] }) => {
    expect((await task(world, name)).instance.status).toBe('completed');
  }),
  step(/(\S+) should complete with output:/, async (world, { words: [name = ''], docString }) => {
    const { instance } = await task(world, name);
    expect(instance.status).toBe('completed');
    expect(instance.output).toEqual(parse(docString));
  }),
  step(/(\S+) should fault/, async (world, { words: [name = ''] }) => {
    expect((await task(world, name)).instance.status).toBe('faulted');
  }),
  step(/(\S+) should fault with error:/, async (world, { words: [name = ''], docString }) => {
    const { instance } = await task(world, name);
    expect(instance.status).toBe('faulted');
    expect(instance.error).toMatchObject(parse(docString) as object);
  }),
];

/** How the process ended; if it did otherwise, the failure shows with what error or what it waits for. */
async function ended(world: World, code: ProcessStatus): Promise<void> {
  const { statusCode, error, waits } = await world.process();
  expect({ statusCode, ...(statusCode === code ? {} : { error, waits }) }).toEqual({ statusCode: code });
}

async function output(world: World): Promise<Json> {
  await ended(world, 'C');
  return (await world.process()).output;
}

/** `content.id`, `list.0` */
function at(data: Json, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<Json | undefined>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? (inner as Record<string, Json>)[key] : undefined,
      data,
    );
}

async function namesRun(world: World): Promise<string[]> {
  const tasks = await world.tasks();
  return tasks.filter(({ instance }) => instance.status !== 'skipped').map(({ instance: { name } }) => name);
}

async function inOrder(world: World, first: string, second: string): Promise<void> {
  const names = await namesRun(world);
  expect(names).toEqual(expect.arrayContaining([first, second]));
  expect(names.indexOf(first), `${first} before ${second}`).toBeLessThan(names.indexOf(second));
}

/** The last run of a task, by its name or its path. */
async function task(world: World, name: string): Promise<TaskRow> {
  const tasks = await world.tasks();
  const found = tasks.findLast(({ instance }) => instance.name === name || instance.path === name);
  if (found !== undefined) return found;
  throw new Error(`${name} did not run; these did: ${tasks.map(({ instance }) => instance.path).join(', ')}`);
}
