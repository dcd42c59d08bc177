import * as fc from 'fast-check';
import { createJqExpressions } from '../../../src/engine/expression/jq-expressions.ts';
import { parseDefinition, type ParsedDefinition } from '../../../src/engine/definition/parse-definition.ts';
import type { Expressions } from '../../../src/engine/host.ts';
import { limited } from '../../../src/shared/json-schema/time-limit.ts';
import type { Json } from '../../../src/shared/json.ts';
import { systemTimers } from '../../../src/shared/system-clock.ts';
import { jqWorkerUrl } from '../account.ts';
import { simulate } from '../simulation/simulate.ts';
import { corpus } from './corpus.ts';
import { mutate, mutations } from './mutate.ts';
import { oddValues } from './odd-values.ts';

/** Far more than any file takes; a hang is found by it. */
const longestReadMs = 5_000;
/** Some walks, each with many expressions that take most of their time. */
const longestRunMs = 60_000;
const expressionMs = 250;
const mostWalks = 12;

export interface Fuzzed {
  readonly cases: number;
  /** Definitions that were refused, each with problems that say where and what. */
  refused: number;
  /** What became of the others: how their processes stood in the end. */
  readonly ended: Record<string, number>;
  slowestMs: number;
  largestHeap: number;
}

const child = parseDefinition(
  `{document: {dsl: '1.0.3', namespace: test, name: child, version: '1.0.0'}, do: [{ ask: { ask: { prompt: 'Yes?' } } }]}`,
);

/**
 * Loads and runs definitions that were changed at random, on odd data, with odd things happening to them. Each is refused with
 * problems that have a place, or runs on until it ends, waits or has used up its walks.
 * @throws Error with the case, as small as it gets, and its seed, for everything else
 */
export async function fuzz(cases: number, seed: number): Promise<Fuzzed> {
  const definitions = corpus();
  const expressions = createJqExpressions({
    workerUrl: jqWorkerUrl,
    timers: systemTimers,
    timeoutMs: expressionMs,
  });
  const result: Fuzzed = { cases, refused: 0, ended: {}, slowestMs: 0, largestHeap: 0 };
  const text = fc
    .tuple(fc.nat({ max: definitions.length - 1 }), mutations)
    .map(([index, changes]) => mutate(definitions[index] ?? {}, changes, definitions));
  const input = fc.oneof(fc.constantFrom(...oddValues), fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>);
  const choices = fc.array(fc.nat({ max: 1_000 }), { maxLength: 12, size: 'large' });
  try {
    await fc.assert(
      fc.asyncProperty(text, input, choices, async (source, data, happens) => {
        const began = performance.now();
        const status = await outcomeOf(source, { input: data, choices: happens }, expressions);
        const took = performance.now() - began;
        if (took > longestRunMs) throw new Error(`It took ${took.toFixed(0)} ms.`);
        result.slowestMs = Math.max(result.slowestMs, took);
        result.largestHeap = Math.max(result.largestHeap, process.memoryUsage().heapUsed);
        if (status === null) result.refused += 1;
        else result.ended[status] = (result.ended[status] ?? 0) + 1;
      }),
      { numRuns: cases, seed },
    );
  } finally {
    await expressions.close();
  }
  return result;
}

/** @returns how the process stands, or null when the definition was refused */
async function outcomeOf(
  source: string,
  script: { input: Json; choices: readonly number[] },
  expressions: Expressions,
): Promise<string | null> {
  const main = limited(longestReadMs, () => parseDefinition(source));
  if (!main.ok) {
    mustSayWhatIsWrong(main);
    return null;
  }
  if (!child.ok) throw new Error('The child is no definition');
  const definitions = { main: main.definition, child: child.definition };
  const { processes } = await simulate(definitions, script, { expressions, mostWalks });
  return (processes['main']?.state as { status: string } | undefined)?.status ?? 'gone';
}

function mustSayWhatIsWrong({ problems }: ParsedDefinition & { ok: false }): void {
  if (problems.length === 0) throw new Error('Refused without a problem');
  for (const { path, message, line } of problems) {
    if (path === '' || message === '' || (line !== null && line < 1)) {
      throw new Error(`A problem without a place or a message: ${JSON.stringify({ path, message, line })}`);
    }
  }
}
