import { printTable } from '../../support/print.ts';
import { appLatencies, appThroughput, type Throughput } from './app.ts';
import { bestConcurrency, peerLatencies, peerThroughput } from './openworkflow.ts';
import { against, interleaved, percentile, shown } from './pairs.ts';
import { floor, referenceLatencies, referenceThroughput } from './reference.ts';

export async function throughput(): Promise<void> {
  const concurrency = await bestConcurrency();
  let last: Throughput | null = null;
  const pairs = await interleaved(5, {
    engine: async () => (last = await appThroughput(2_000)).perSecond,
    reference: () => referenceThroughput(1_000),
    peer: () => peerThroughput(400, concurrency),
    floor: async () => (last === null ? Number.NaN : 2_000 / (await floor(last.commits, last.rows))),
  });
  const each = last as Throughput | null;
  printTable(
    ['durable processes of 3 tasks', 'median /s', 'each round'],
    [
      ['this engine', ...shown(pairs.values.engine)],
      ['reference, 5 commits each', ...shown(pairs.values.reference)],
      [`openworkflow, ${concurrency} side by side`, ...shown(pairs.values.peer)],
      [`floor, ${each?.commits} commits with ${each?.rows} rows`, ...shown(pairs.values.floor)],
    ],
  );
  console.log(`to the reference ${against(pairs.ratio('engine', 'reference'), '≥', 0.5)}`);
  console.log(`to openworkflow ${against(pairs.ratio('engine', 'peer'), '≥', 5)}`);
  console.log(`to the floor ${pairs.ratio('engine', 'floor').toFixed(2)}`);
}

export async function latency(): Promise<void> {
  const concurrency = await bestConcurrency();
  const all: Record<'engine' | 'reference' | 'peer', number[]> = { engine: [], reference: [], peer: [] };
  const median = (name: keyof typeof all, values: readonly number[]) => {
    all[name].push(...values);
    return percentile(values, 0.5);
  };
  const pairs = await interleaved(5, {
    engine: async () => median('engine', await appLatencies(100)),
    reference: () => median('reference', referenceLatencies(100)),
    peer: async () => median('peer', await peerLatencies(3, concurrency)),
  });
  const row = (name: keyof typeof all, title: string) => [
    title,
    `${percentile(all[name], 0.5).toFixed(2)} ms`,
    `${percentile(all[name], 0.99).toFixed(2)} ms`,
  ];
  printTable(
    ['answer → next task, idle', 'p50', 'p99'],
    [row('engine', 'this engine'), row('reference', 'reference'), row('peer', 'openworkflow')],
  );
  console.log(`to the reference ${against(pairs.ratio('engine', 'reference'), '≤', 5)}`);
  console.log(`to openworkflow ${pairs.ratio('engine', 'peer').toFixed(3)}`);
}
