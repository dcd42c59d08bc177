import { describe, expect, test } from 'vitest';
import * as rules from './rules.ts';
import { parseSource, readSources } from './sources.ts';

const sources = readSources('src');

describe('the sources keep to the architecture', () => {
  test('there are sources in the folders that the rules are about', () => {
    const folders = new Set(sources.map(({ path }) => path.split('/')[1]));
    expect([...folders]).toEqual(
      expect.arrayContaining(['shared', 'engine', 'effects', 'local', 'main', 'renderer', 'preload', 'cli']),
    );
    expect(sources.some(({ imports }) => imports.includes('better-sqlite3'))).toBe(true);
    expect(sources.some(({ imports }) => imports.includes('electron'))).toBe(true);
  });

  test.each([
    ['every folder of src has a rule', rules.foldersAreKnown],
    ['a layer imports only what is below it', rules.layersPointDown],
    ['only the store and the host import better-sqlite3', rules.onlyTheStoreKnowsSqlite],
    ['only main and preload import electron', rules.onlyMainAndPreloadKnowElectron],
    [
      'only effects, the local API, its client and the way to servers reach the network',
      rules.onlyEffectsReachTheNetwork,
    ],
    ['features of the renderer do not import each other', rules.featuresDoNotKnowEachOther],
    ['the store imports none of its users', rules.theStoreKnowsNoneOfItsUsers],
    ['sync and host do not import each other', rules.syncAndHostDoNotKnowEachOther],
    ['nothing that the window loads checks schemas', rules.theWindowChecksNoSchemas],
    ['time, randomness and ids come from arguments', rules.theSystemIsAskedInFewPlaces],
    ['default exports are for lazy components only', rules.noDefaultExports],
    ['index files pass nothing on', rules.noBarrels],
    ['no file is longer than 400 lines', rules.filesAreShort],
  ] satisfies [string, rules.Rule][])('%s', (_sentence, rule) => {
    expect(rule(sources)).toEqual([]);
  });
});

describe('each rule finds what it forbids', () => {
  test.each([
    ['an unknown folder', rules.foldersAreKnown, 'src/extras/a.ts', ''],
    [
      'an import upwards',
      rules.layersPointDown,
      'src/shared/a.ts',
      `import type { B } from '../local/b.ts';`,
    ],
    ['an import sideways', rules.layersPointDown, 'src/cli/a.ts', `export { b } from '../main/b.ts';`],
    ['a dynamic import upwards', rules.layersPointDown, 'src/engine/a.ts', `await import('../local/b.ts');`],
    [
      'SQLite in the engine',
      rules.onlyTheStoreKnowsSqlite,
      'src/engine/a.ts',
      `import D from 'better-sqlite3';`,
    ],
    [
      'Electron in the local account',
      rules.onlyMainAndPreloadKnowElectron,
      'src/local/a.ts',
      `import 'electron/main';`,
    ],
    ['effects in the engine', rules.layersPointDown, 'src/engine/a.ts', `import '../effects/b.ts';`],
    [
      'the network',
      rules.onlyEffectsReachTheNetwork,
      'src/local/host/a.ts',
      `import { get } from 'node:https';`,
    ],
    ['undici', rules.onlyEffectsReachTheNetwork, 'src/main/app/a.ts', `import { fetch } from 'undici';`],
    [
      'a feature in a feature',
      rules.featuresDoNotKnowEachOther,
      'src/renderer/features/task/a.tsx',
      `import { b } from '../inbox/b.tsx';`,
    ],
    [
      'a user in the store',
      rules.theStoreKnowsNoneOfItsUsers,
      'src/local/store/a.ts',
      `import '../host/b.ts';`,
    ],
    [
      'the host in sync',
      rules.syncAndHostDoNotKnowEachOther,
      'src/local/sync/a.ts',
      `import '../host/b.ts';`,
    ],
    [
      'schemas in the window',
      rules.theWindowChecksNoSchemas,
      'src/renderer/a.ts',
      `import { createSchemas } from '../shared/json-schema/schemas.ts';`,
    ],
    ['the clock', rules.theSystemIsAskedInFewPlaces, 'src/engine/a.ts', 'const now = new Date();'],
    ['the other clock', rules.theSystemIsAskedInFewPlaces, 'src/engine/a.ts', 'const now = Date.now();'],
    ['a timer', rules.theSystemIsAskedInFewPlaces, 'src/local/a.ts', 'globalThis.setTimeout(() => {}, 1);'],
    ['an id', rules.theSystemIsAskedInFewPlaces, 'src/main/app/a.ts', 'const id = crypto.randomUUID();'],
    ['a default export', rules.noDefaultExports, 'src/shared/a.ts', 'export default 1;'],
    ['a barrel', rules.noBarrels, 'src/shared/ids/index.ts', `export * from './a.ts';`],
    ['a long file', rules.filesAreShort, 'src/shared/a.ts', '\n'.repeat(401)],
  ] satisfies [string, rules.Rule, string, string][])('%s', (_what, rule, path, text) => {
    expect(rule([parseSource(path, text)])).toHaveLength(1);
  });

  test('schemas that come into the window by way of another file', () => {
    const found = rules.theWindowChecksNoSchemas([
      parseSource('src/renderer/a.ts', `import { b } from '../shared/b.ts';`),
      parseSource('src/shared/b.ts', `import { createSchemas } from './json-schema/schemas.ts';`),
    ]);
    expect(found).toHaveLength(1);
  });

  test.each([
    ['an import downwards', rules.layersPointDown, 'src/main/a.ts', `import '../local/b.ts';`],
    [
      'the type of what checks schemas in the window',
      rules.theWindowChecksNoSchemas,
      'src/renderer/a.ts',
      `import type { Schemas } from '../shared/json-schema/schemas.ts';`,
    ],
    [
      'a given time as a date',
      rules.theSystemIsAskedInFewPlaces,
      'src/engine/a.ts',
      'const at = new Date(given);',
    ],
    [
      'the adapter of the clock',
      rules.theSystemIsAskedInFewPlaces,
      'src/shared/system-clock.ts',
      'Date.now();',
    ],
    [
      'a lazy component',
      rules.noDefaultExports,
      'src/renderer/a.tsx',
      `const A = lazy(() => import('./a.tsx')); export default A;`,
    ],
  ] satisfies [string, rules.Rule, string, string][])('and allows %s', (_what, rule, path, text) => {
    expect(rule([parseSource(path, text)])).toEqual([]);
  });
});
