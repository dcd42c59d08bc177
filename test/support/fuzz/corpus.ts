import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import type { JsonObject } from '../../../src/shared/json.ts';
import { examplesAreHere, examplesFolder } from '../../conformance/openworkflow-data.ts';
import { projectFolder, samplesFolder } from '../account.ts';
import { randomDefinitions } from '../random-definition.ts';

const featuresFolder = join(projectFolder, 'test/conformance/features');
const random = 60;

/** Definitions to begin with: the samples, those of the feature files, random ones, and the language's examples where they are. */
export function corpus(): JsonObject[] {
  return [
    ...filesIn(samplesFolder, '.yaml').map(read),
    ...filesIn(featuresFolder, '.feature').flatMap(definitionsIn),
    ...(examplesAreHere ? filesIn(examplesFolder, '.yaml').map(read) : []),
    ...fc.sample(randomDefinitions, { numRuns: random, seed: 1 }).map(({ main }) => read(main)),
  ];
}

function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** The texts between `"""` that have tasks in them. */
function definitionsIn(feature: string): JsonObject[] {
  return [...feature.matchAll(/^ *"""\w*\n(.*?)^ *"""/gms)].flatMap(([, text = '']) => {
    // Outlines have places for their examples in them, which are filled in elsewhere.
    if (!/^ *do:/m.test(text) || /<\w+>/.test(text)) return [];
    const document = { dsl: '1.0.3', namespace: 'test', name: 'main', version: '1.0.0' };
    return [{ document, ...read(text) }];
  });
}

function read(text: string): JsonObject {
  return parse(text) as JsonObject;
}
