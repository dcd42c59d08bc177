import { median } from '../../support/print.ts';

/** One thing that is measured; a larger number is better (a rate) unless the goal says otherwise. */
export type Measurement = () => Promise<number> | number;

export interface Pairs<Name extends string> {
  /** What each measurement gave, round by round. */
  readonly values: Readonly<Record<Name, readonly number[]>>;
  /** The median over the rounds of `a` divided by `b` of the same round. */
  ratio(a: Name, b: Name): number;
  median(name: Name): number;
}

/**
 * Measures several things in turn, round by round, each time beginning with another one: what the machine does meanwhile meets
 * all of them. The first round warms up and does not count.
 */
export async function interleaved<Name extends string>(
  rounds: number,
  measurements: Readonly<Record<Name, Measurement>>,
): Promise<Pairs<Name>> {
  const names = Object.keys(measurements) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const value = await measurements[name]();
      if (round > 0) values[name].push(value);
    }
  }
  return {
    values,
    ratio: (a, b) => median(values[a].map((value, round) => value / (values[b][round] ?? Number.NaN))),
    median: (name) => median(values[name]),
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** `0.62 (goal ≥ 0.5: met)`. */
export function against(value: number, comparison: '≥' | '≤', goal: number): string {
  const met = comparison === '≥' ? value >= goal : value <= goal;
  return `${value.toFixed(2)} (goal ${comparison} ${goal}: ${met ? 'met' : 'MISSED'})`;
}

export async function seconds(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

/** The median, and each round. */
export function shown(values: readonly number[]): [string, string] {
  return [percentile(values, 0.5).toFixed(0), values.map((value) => value.toFixed(0)).join(' ')];
}
