import { describe, expect, test } from 'vitest';
import { readFeatures } from './gherkin.ts';
import { kitFolder, kitIsHere, notHere } from './openworkflow-data.ts';
import { testFeatures } from './run-scenario.ts';

/** What the published kit had when this was written: fewer would mean that something is not read. */
const scenariosOfTheKit = 21;

describe('the conformance kit of the language, unmodified', () => {
  if (kitIsHere) {
    test('all of it is read', () => {
      const features = readFeatures(kitFolder);
      const count = features.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
      expect([features.length, count]).toEqual([11, scenariosOfTheKit]);
    });
    testFeatures(kitFolder);
  } else {
    test('was not run, because it is not here', () => console.warn(notHere));
  }
});
