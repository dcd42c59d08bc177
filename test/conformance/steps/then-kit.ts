import { expect } from 'vitest';
import { parse } from 'yaml';
import type { World } from '../world.ts';
import { at, ended, namesRun, output, task } from './look.ts';
import { step, type Step } from './step.ts';

/** The sentences of the published conformance kit. */
export const kitSteps: readonly Step[] = [
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
    const paths = [...list.matchAll(/'([^']+)'/g)].map(([, path = '']) => path);
    expect(paths.filter((path) => at(data, path) === undefined)).toEqual([]);
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

async function inOrder(world: World, first: string, second: string): Promise<void> {
  const names = await namesRun(world);
  expect([...new Set(names)].filter((name) => name === first || name === second)).toEqual([first, second]);
}
