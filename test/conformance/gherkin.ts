import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';

export interface Feature {
  /** `call.feature` */
  readonly file: string;
  readonly scenarios: readonly Scenario[];
}

export interface Scenario {
  readonly name: string;
  readonly line: number;
  readonly steps: readonly ScenarioStep[];
}

export interface ScenarioStep {
  readonly text: string;
  /** The text between `"""` below the step. */
  readonly docString: string | undefined;
}

/** The feature files of a folder with every scenario, backgrounds and examples filled in. */
export function readFeatures(folder: string): Feature[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.feature'))
    .toSorted()
    .map((file) => readFeature(join(folder, file)));
}

function readFeature(path: string): Feature {
  const newId = IdGenerator.incrementing();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  const document = parser.parse(readFileSync(path, 'utf8'));
  return {
    file: basename(path),
    scenarios: compile(document, path, newId).map(({ name, location, steps }) => ({
      name,
      line: location?.line ?? 0,
      steps: steps.map(({ text, argument }) => ({ text, docString: argument?.docString?.content })),
    })),
  };
}
