import { step, type Step } from './step.ts';

export const whenSteps: readonly Step[] = [
  step(/the workflow is executed/, (world) => world.execute()),
  step(/(\d+) (millisecond|second|minute|hour|day)s? pass(?:es)?/, (world, { words: [count, unit = ''] }) =>
    world.pass(Number(count) * (milliseconds[unit] ?? 0)),
  ),
  step(/the app is restarted/, (world) => world.restart()),
];

const milliseconds: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
