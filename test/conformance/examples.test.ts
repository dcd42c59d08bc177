import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDefinition } from '../../src/engine/definition/parse-definition.ts';
import type { ExampleRun } from './examples/example-run.ts';
import { httpExamples } from './examples/http.ts';
import { offlineExamples } from './examples/offline.ts';
import { refusedExamples } from './examples/refused.ts';
import { examplesAreHere, examplesFolder, notHere } from './openworkflow-data.ts';
import { ended, task } from './steps/look.ts';
import { World } from './world.ts';

const refused = Object.entries(refusedExamples);

describe('the published examples', () => {
  if (!examplesAreHere) {
    test('were not run, because they are not here', () => console.warn(notHere));
    return;
  }

  test('all 66 are either run or refused', () => {
    const files = readdirSync(examplesFolder).filter((file) => file.endsWith('.yaml'));
    const run = [...offlineExamples, ...httpExamples].map(({ example }) => example);
    const known = [...new Set(run), ...refused.map(([example]) => example)];
    expect(known.map((example) => `${example}.yaml`).toSorted()).toEqual(files.toSorted());
    expect(files).toHaveLength(66);
  });

  describe('without a network', () => {
    test.each(offlineExamples.map(titled))('%s', (_, run) => runExample(run));
  });

  describe('with services', () => {
    test.each(httpExamples.map(titled))('%s', (_, run) => runExample(run));
  });

  describe('of what is not built are refused', () => {
    test.each(refused)('%s, at %s', (example, path) => {
      const parsed = parseDefinition(source(example));
      const problems = parsed.ok ? [] : parsed.problems;
      expect(problems.map((problem) => problem.path)).toContain(path);
      expect(problems.find((problem) => problem.path === path)?.message).toContain('not');
    });
  });
});

function titled(run: ExampleRun): [string, ExampleRun] {
  return [run.case === undefined ? run.example : `${run.example}: ${run.case}`, run];
}

function source(example: string): string {
  return readFileSync(join(examplesFolder, `${example}.yaml`), 'utf8');
}

async function runExample(run: ExampleRun): Promise<void> {
  await using world = new World();
  arrange(world, run);
  const [first, ...rest] = run.events ?? [];
  if (first !== undefined && startsOnEvent(world)) {
    await world.addDefinitions();
    await world.publish(first);
    world.processId = (await world.runsOf(world.reference.name))[0]?.processId ?? null;
    for (const event of rest) await world.publish(event);
  } else {
    await world.execute();
    for (const event of run.events ?? []) await world.publish(event);
  }
  if (run.passes !== undefined) await world.pass(run.passes * 1000);
  await expectOutcome(world, run);
}

function arrange(world: World, run: ExampleRun): void {
  if (run.with !== undefined) world.defineBody(run.with.body, run.with);
  world.define(source(run.example));
  world.input = run.input ?? {};
  world.shellAllowed = run.shellAllowed === true;
  for (const [name, value] of Object.entries(run.secrets ?? {})) world.secrets.set(name, value);
  for (const [origin, handler] of Object.entries(run.handlers ?? {})) world.services.serve(origin, handler);
  for (const [origin, answers] of Object.entries(run.services ?? {})) {
    for (const [request, answer] of Object.entries(answers)) {
      const [method = '', path = ''] = request.split(' ');
      world.services.answers(origin, method, path, answer);
    }
  }
}

function startsOnEvent(world: World): boolean {
  const parsed = parseDefinition(world.source);
  return parsed.ok && parsed.definition.schedule !== undefined && 'on' in parsed.definition.schedule;
}

async function expectOutcome(world: World, { gives, asked }: ExampleRun): Promise<void> {
  switch (gives.status) {
    case 'completed':
      await ended(world, 'C');
      expect((await world.process()).output).toEqual(gives.output);
      break;
    case 'faulted':
      await ended(world, 'F');
      expect((await world.process()).error).toMatchObject(gives.error);
      break;
    case 'waiting':
      await ended(world, 'W');
      expect((await task(world, gives.task)).instance.status).toBe('waiting');
      break;
  }
  if (asked === undefined) return;
  const { method, url, body } = world.services.requests(asked.origin).at(-1) ?? {};
  expect({ origin: asked.origin, method, url, ...(asked.body === undefined ? {} : { body }) }).toEqual(asked);
}
