import { expect } from 'vitest';
import { parse } from 'yaml';
import type { Response } from '../../../src/shared/human-task/answer.ts';
import type { World } from '../world.ts';
import { namesRun, task } from './look.ts';
import { mailServers } from './mail.ts';
import { step, type Step } from './step.ts';
import { answer } from './when.ts';

/** Sentences for what the published kit leaves out. */
export const thenSteps: readonly Step[] = [
  step(/the process should be (waiting|suspended)/, async (world, { words: [state] }) => {
    const { statusCode, error, suspendedTs } = await world.process();
    expect({ statusCode, error, suspended: suspendedTs !== null }).toEqual({
      statusCode: 'W',
      error: null,
      suspended: state === 'suspended',
    });
  }),
  step(/(\S+) should wait for an? (\w+)/, async (world, { words: [name = '', what = ''] }) => {
    const { status, wait } = (await task(world, name)).instance;
    expect({ status, kind: wait?.kind }).toEqual({
      status: 'waiting',
      kind: what === 'effect' ? 'runtime' : what,
    });
  }),
  step(/(\S+) should be skipped/, async (world, { words: [name = ''] }) => {
    expect((await task(world, name)).instance.status).toBe('skipped');
  }),
  step(/(\S+) should not run/, async (world, { words: [name = ''] }) => {
    expect(await namesRun(world)).not.toContain(name);
  }),
  step(/(\S+) should have run (\d+) times?/, async (world, { words: [name = '', times] }) => {
    expect((await namesRun(world)).filter((each) => each === name)).toHaveLength(Number(times));
  }),
  step(/(\S+) should write "(.*)"/, (world, { words: [name = '', text = ''] }) => wrote(world, name, text)),
  step(/(\S+) should write:/, (world, { words: [name = ''], docString }) => wrote(world, name, docString)),
  step(/the error should mention "(.*)"/, async (world, { words: [text = ''] }) => {
    expect((await world.process()).error?.detail).toContain(text);
  }),
  step(/the definition should be refused at (\S+)/, async (world, { words: [path = ''] }) => {
    const { problems } = await (await world.client()).workflows.validate({ source: world.source });
    expect(problems.map((problem) => problem.path)).toContain(path);
  }),
  step(/the inbox should have (\d+) tasks?/, async (world, { words: [count] }) => {
    expect((await (await world.client()).humanTasks.list({})).humanTasks).toHaveLength(Number(count));
  }),
  step(
    /(\S+) should ask "(.*)" with options (.+)/,
    async (world, { words: [name = '', prompt = '', options = ''] }) => {
      const { ask } = (await task(world, name)).instance;
      expect([ask?.prompt, ask?.options.map(({ label }) => label)]).toEqual([prompt, options.split(', ')]);
    },
  ),
  step(/(\S+) should refuse the answer:/, async (world, { words: [name = ''], docString }) => {
    await expect(answer(world, name, parse(docString) as Response)).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
    });
  }),
  step(/the assignments? of (\S+) should be (.+)/, async (world, { words: [name = '', statuses = ''] }) => {
    const account = await world.account();
    const { id } = await task(world, name);
    expect(await account.assignmentsOf(id)).toEqual(statuses.split(', '));
  }),
  step(/(\w+) should have (\d+) runs?/, async (world, { words: [name = '', count] }) => {
    expect(await world.runsOf(name)).toHaveLength(Number(count));
  }),
  step(/there should be (\d+) processes/, async (world, { words: [count] }) => {
    expect((await (await world.client()).processes.list({})).total).toBe(Number(count));
  }),
  step(/the run of (\w+) should give:/, async (world, { words: [name = ''], docString }) => {
    const { statusCode, error, output } = await lastRun(world, name);
    expect({ statusCode, error, output }).toEqual({ statusCode: 'C', error: null, output: parse(docString) });
  }),
  step(/the run of (\w+) should be cancelled/, async (world, { words: [name = ''] }) => {
    expect((await lastRun(world, name)).statusCode).toBe('X');
  }),
  step(/"(.*)" should be recorded nowhere/, async (world, { words: [text = ''] }) => {
    const { places, found } = await (await world.account()).search(text);
    expect(places).toBeGreaterThan(0);
    expect(found).toEqual([]);
  }),
  step(
    /the mail server should have (\d+) letters? to (\S+) that mentions "(.*)"/,
    (world, { words: [count, address = '', text = ''] }) => {
      const letters = mailServers.get(world)?.letters ?? [];
      const found = letters.filter(({ to, content }) => to.includes(address) && content.includes(text));
      expect(found).toHaveLength(Number(count));
    },
  ),
  step(/(\w+) should show "(.*)":/, async (world, { words: [view, title], docString }) => {
    const { publications } = await world.process();
    expect(publications).toMatchObject([{ view, title, content: parse(docString) }]);
  }),
];

async function wrote(world: World, name: string, text: string): Promise<void> {
  const { status, output } = (await task(world, name)).instance;
  expect({ status, output: typeof output === 'string' ? output.trimEnd() : output }).toEqual({
    status: 'completed',
    output: text,
  });
}

async function lastRun(world: World, name: string) {
  const [run] = await world.runsOf(name);
  if (run === undefined) throw new Error(`${name} has not run`);
  return (await world.client()).processes.get({ processId: run.processId });
}
