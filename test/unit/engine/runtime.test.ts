import { expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { runtime } from '../../../src/engine/runtime.ts';

it('workflows see the version that the package has', () => {
  expect(runtime.version).toBe(manifest.version);
});
