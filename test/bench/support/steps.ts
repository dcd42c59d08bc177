import { printTable } from '../../support/print.ts';
import { appRun, type Throughput } from './app.ts';
import { peerSteps } from './openworkflow.ts';
import { interleaved, shown } from './pairs.ts';
import { floor, referenceSteps } from './reference.ts';

const iterations = 10_000;
const loopOf = (set: string) => `
document: { dsl: '1.0.3', namespace: bench, name: loop, version: '1.0.0' }
do:
  - each:
      for: { each: item, in: .items }
      do:
        - one: { set: { sum: '\${ ${set} }' } }
`;

export async function loop(): Promise<void> {
  const items = Array.from({ length: iterations }, (_, index) => index);
  await steps('iterations of a loop', iterations, false, {
    'a plain path in each': () => appRun(loopOf('$item'), { items }),
    'a sum in each, by jq': () => appRun(loopOf('.sum + $item'), { items }),
  });
}

const branches = 1_000;

export async function fork(): Promise<void> {
  const list = Array.from(
    { length: branches },
    (_, index) => `        - b${index}: { set: { n: ${index} } }`,
  );
  const source = `
document: { dsl: '1.0.3', namespace: bench, name: fork, version: '1.0.0' }
do:
  - all:
      fork:
        branches:
${list.join('\n')}
`;
  await steps('branches of a fork', branches, true, { 'a constant in each': () => appRun(source, {}) });
}

/** Many steps of one process: per second, and against the same for a commit per step and for openworkflow. */
async function steps(
  what: string,
  count: number,
  sideBySide: boolean,
  variants: Readonly<Record<string, () => Promise<Throughput>>>,
): Promise<void> {
  for (const [variant, run] of Object.entries(variants)) {
    let last: Throughput | null = null;
    const pairs = await interleaved(3, {
      engine: async () => count * (last = await run()).perSecond,
      reference: () => referenceSteps(Math.min(count, 2_000)),
      peer: () => peerSteps(sideBySide, 64),
      floor: async () => (last === null ? Number.NaN : count / (await floor(last.commits, last.rows))),
    });
    const each = last as Throughput | null;
    printTable(
      [`${count} ${what}, ${variant}`, 'median /s', 'each round'],
      [
        [`this engine (${each?.seconds.toFixed(2)} s)`, ...shown(pairs.values.engine)],
        ['reference, a commit each', ...shown(pairs.values.reference)],
        ['openworkflow, 990 steps', ...shown(pairs.values.peer)],
        [`floor, ${each?.commits} commits with ${each?.rows} rows`, ...shown(pairs.values.floor)],
      ],
    );
    console.log(`to the reference ${pairs.ratio('engine', 'reference').toFixed(2)}`);
    console.log(`to openworkflow ${pairs.ratio('engine', 'peer').toFixed(2)}`);
    console.log(`to the floor ${pairs.ratio('engine', 'floor').toFixed(2)}`);
  }
}
