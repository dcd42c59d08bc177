import { join } from 'node:path';
import { describe } from 'vitest';
import { testFeatures } from './run-scenario.ts';

describe('what the kit of the language leaves out', () => {
  testFeatures(join(import.meta.dirname, 'features'));
});
