import { parse } from 'yaml';
import type { Response } from '../../../src/shared/human-task/answer.ts';
import type { Json } from '../../../src/shared/json.ts';
import type { DryRun, World } from '../world.ts';
import { step, type Step } from './step.ts';

export const whenSteps: readonly Step[] = [
  step(/the workflow is executed/, (world) => world.execute()),
  step(/the workflow is added/, (world) => world.addDefinitions()),
  step(/this event is published:/, (world, { docString }) =>
    world.publish(parse(docString) as Record<string, Json>),
  ),
  step(/(\d+) (\w+?)s? pass(?:es)?/, (world, { words }) => world.pass(duration(words))),
  step(/(\d+) (\w+?)s? pass(?:es)? while the app is closed/, async (world, { words }) => {
    await world.close();
    world.time.jumpTo(world.time.now() + duration(words));
    await world.settle();
  }),
  step(/the app is restarted/, async (world) => {
    await world.close();
    await world.settle();
  }),
  step(/(\S+) is answered with:/, async (world, { words: [name = ''], docString }) => {
    await answer(world, name, parse(docString) as Response);
    await world.settle();
  }),
  step(/the process is cancelled/, (world) => cancel(world, world.processId)),
  step(/the process is cancelled because "(.*)"/, (world, { words: [reason] }) =>
    cancel(world, world.processId, reason),
  ),
  step(/the run of (\w+) is cancelled/, async (world, { words: [name = ''] }) =>
    cancel(world, (await world.runsOf(name))[0]?.processId ?? null),
  ),
  step(/the process is (suspended|resumed)/, async (world, { words: [what] }) => {
    const { processes } = await world.client();
    const { processId } = await world.process();
    await (what === 'suspended' ? processes.suspend({ processId }) : processes.resume({ processId }));
    await world.settle();
  }),
  step(/its schedule is switched (on|off)/, async (world, { words: [state] }) => {
    const { workflows } = await world.client();
    const { workflows: all } = await workflows.list();
    const found = all.find(({ name }) => name === world.reference.name);
    await workflows.setSchedule({ wfDefId: found?.wfDefId ?? '', enabled: state === 'on' });
    await world.settle();
  }),
  step(/it is run dry with:/, async (world, { docString }) => {
    const { namespace, name, version } = world.reference;
    await world.addDefinitions();
    const workflow = `${namespace}/${name}@${version}`;
    world.dryRun = await runDry(world, { workflow, input: world.input }, docString);
  }),
  step(/the process is run dry with:/, async (world, { docString }) => {
    const { processId } = await world.process();
    world.dryRun = await runDry(world, { processId }, docString);
  }),
];

/** Answers the last ask of a name, whether it still waits or not. */
export async function answer(world: World, name: string, response: Response): Promise<void> {
  const { tasks } = await world.process();
  const taskAsstId = tasks.findLast((task) => task.name === name || task.path === name)?.taskAsstId;
  if (taskAsstId === undefined || taskAsstId === null) throw new Error(`${name} asks nobody`);
  await (await world.client()).humanTasks.complete({ taskAsstId, response });
}

async function cancel(world: World, processId: string | null, reason?: string): Promise<void> {
  if (processId === null) throw new Error('There is no such process');
  const { processes } = await world.client();
  await processes.cancel({ processId, ...(reason === undefined ? {} : { reason }) });
  await world.settle();
}

async function runDry(
  world: World,
  what: { workflow: string; input: Json } | { processId: string },
  supplied: string,
): Promise<DryRun> {
  return (await world.client()).processes.dryRun({ ...what, ...(parse(supplied) as object) });
}

const milliseconds: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

function duration([count, unit = '']: readonly string[]): number {
  const one = milliseconds[unit];
  if (one === undefined) throw new Error(`What is a ${unit}?`);
  return Number(count) * one;
}
