import { describe, test } from 'vitest';
import type { ConformanceHost } from './conformance-account.ts';
import { createLocalHost } from './local-host.ts';
import { readFeatures, type Scenario, type ScenarioStep } from './gherkin.ts';
import { givenSteps } from './steps/given.ts';
import type { Step } from './steps/step.ts';
import { kitSteps } from './steps/then-kit.ts';
import { serviceSteps } from './steps/then-services.ts';
import { thenSteps } from './steps/then.ts';
import { whenSteps } from './steps/when.ts';
import { World } from './world.ts';

const steps: readonly Step[] = [...givenSteps, ...whenSteps, ...kitSteps, ...thenSteps, ...serviceSteps];

/**
 * Every scenario of every feature file of a folder as a test of its own.
 * @param createHost what each scenario runs on: by default a store of this machine
 * @param isFor which scenarios are meant
 */
export function testFeatures(
  folder: string,
  createHost: () => ConformanceHost | Promise<ConformanceHost> = createLocalHost,
  isFor: (scenario: Scenario) => boolean = () => true,
): void {
  for (const { file, scenarios } of readFeatures(folder)) {
    const meant = scenarios.filter(isFor);
    if (meant.length === 0) continue;
    describe(file, () => {
      for (const scenario of meant) {
        test(`${scenario.name} (line ${scenario.line})`, () => runScenario(scenario, createHost));
      }
    });
  }
}

async function runScenario(
  scenario: Scenario,
  createHost: () => ConformanceHost | Promise<ConformanceHost>,
): Promise<void> {
  await using world = new World(await createHost());
  for (const sentence of scenario.steps) await runStep(world, sentence);
}

/** A sentence that nothing understands fails its scenario; so does one that is understood in two ways. */
async function runStep(world: World, { text, docString = '' }: ScenarioStep): Promise<void> {
  const meant = steps.flatMap((step) => {
    const match = step.pattern.exec(text);
    return match === null ? [] : [{ step, words: match.slice(1) }];
  });
  const [only] = meant;
  if (only === undefined || meant.length > 1) throw new Error(`${meant.length} steps understand “${text}”`);
  await only.step.run(world, { words: only.words, docString });
}
