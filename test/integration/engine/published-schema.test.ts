import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseDefinition } from '../../../src/engine/definition/parse-definition.ts';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import { isJsonObject } from '../../../src/shared/json-object.ts';
import {
  examplesAreHere,
  examplesFolder,
  notHere,
  openWorkflowFolder,
} from '../../conformance/openworkflow-data.ts';

const schemaFile = join(openWorkflowFolder, 'workflow-1.0.3.schema.yaml');
const dataIsHere = examplesAreHere && existsSync(schemaFile);

/** The published examples that are refused, by the reason that is given. */
const refusedExamples: readonly [names: RegExp, reason: string][] = [
  [/^call-asyncapi-/, 'This version does not call AsyncAPI services (`call: asyncapi`).'],
  [/^call-grpc/, 'This version does not call gRPC services (`call: grpc`).'],
  [/^call-custom-function-cataloged/, 'This version does not call functions that are kept elsewhere.'],
  [/^run-(?:container|return)/, 'This version does not run containers (`run.container`).'],
];

const examples = dataIsHere
  ? readdirSync(examplesFolder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({ name, source: readFileSync(join(examplesFolder, name), 'utf8') }))
  : [];
const loaded = examples.filter(({ name }) => !refusedExamples.some(([names]) => names.test(name)));

// Not `runIf`: a test that is skipped fails the run.
describe.each(dataIsHere ? [] : [{}])('without the published examples and schema', () => {
  it('nothing is held against them', () => {
    console.log(notHere);
    expect(examples).toEqual([]);
  });
});

describe.each(dataIsHere ? [{}] : [])('the published examples', () => {
  it('are all there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(66);
  });

  it.each(loaded)('$name loads', ({ source }) => {
    const parsed = parseDefinition(source);
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  });

  it.each(examples.filter((example) => !loaded.includes(example)))(
    '$name is refused with the reason',
    ({ name, source }) => {
      const reason = refusedExamples.find(([names]) => names.test(name))?.[1];
      const parsed = parseDefinition(source);
      expect(parsed.ok ? [] : parsed.problems.map(({ message }) => message)).toEqual([reason]);
    },
  );
});

describe.each(dataIsHere ? [{}] : [])('the published schema', () => {
  const fits = addFormats
    .default(new Ajv2020({ strict: false, allErrors: false }))
    .compile(dataIsHere ? (parse(readFileSync(schemaFile, 'utf8')) as JsonObject) : {});
  const definitions = loaded.map(({ source }) => parse(source) as JsonObject);

  it('admits what of changed examples is loaded, where the two are not known to differ', () => {
    let admitted = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...definitions),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (definition, changes) => {
          const changed = changes.reduce(applied, definition as Json);
          if (!parseDefinition(JSON.stringify(changed)).ok) return;
          admitted += 1;
          expect(fits(asPublished(changed)) ? [] : [JSON.stringify(changed), fits.errors]).toEqual([]);
        },
      ),
      { numRuns: 4_000, seed: 20260522 },
    );
    expect(admitted).toBeGreaterThan(400);
  });
});

/** One change somewhere in a definition: `at` finds the place, by going through all of them in order. */
interface Change {
  readonly at: number;
  readonly kind: 'remove' | 'replace' | 'rename';
  readonly by: Json;
  readonly key: string;
}

const keys = [
  'if',
  'then',
  'timeout',
  'with',
  'do',
  'set',
  'for',
  'while',
  'retry',
  'limit',
  'output',
  'as',
  'schema',
  'call',
  'x',
];
const values: readonly Json[] = [
  null,
  true,
  0,
  3,
  -1,
  1.5,
  '',
  'text',
  '${ .a }',
  '.a',
  'PT5S',
  'https://example.org/{id}',
  'end',
  [],
  ['a'],
  {},
  { a: 1 },
  { seconds: 1 },
  { after: 'PT1M' },
  { as: '.' },
  { use: 'mySecret' },
  { document: {} },
  [{ a: { set: { x: 1 } } }],
];

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(500),
  kind: fc.constantFrom('remove', 'replace', 'rename'),
  by: fc.constantFrom(...values),
  key: fc.constantFrom(...keys),
});

function applied(definition: Json, { at, kind, by, key }: Change): Json {
  const places = placesIn(definition, []).filter((path) => path[0] !== 'document');
  const path = places[at % Math.max(places.length, 1)];
  if (path === undefined) return definition;
  return changedAt(definition, path, (value) =>
    kind === 'remove'
      ? undefined
      : kind === 'replace'
        ? by
        : { ...(isJsonObject(value) ? value : {}), [key]: by },
  );
}

type Path = readonly (string | number)[];

function placesIn(value: Json, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...inside.flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

function changedAt(value: Json, path: Path, by: (value: Json) => Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return by(value) ?? null;
  if (Array.isArray(value)) {
    return value.flatMap((item, index): Json[] => {
      if (index !== key) return [item];
      const changed = rest.length === 0 ? by(item) : changedAt(item, rest, by);
      return changed === undefined ? [] : [changed];
    });
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]): [string, Json][] => {
      if (name !== key) return [[name, item]];
      const changed = rest.length === 0 ? by(item) : changedAt(item, rest, by);
      return changed === undefined ? [] : [[name, changed]];
    }),
  );
}

/**
 * What is accepted here and not by the published schema, by where it stands, and what is put in its place before the two are
 * compared. Here texts of an address may be any text, and an expression may give what the schema wants written out.
 */
const differences: readonly [path: RegExp, inItsPlace: (value: Json) => Json][] = [
  // The reference has `map[string, any]`, the schema texts only.
  [/\/with\/query\/[^/]+$/, () => 'text'],
  [/\/(?:oauth2|oidc)\/authority$/, anAddress],
  [/\/oauth2\/endpoints\/(?:token|introspection|revocation)$/, () => '/token'],
  // A CloudEvent's source and an error's type are URI references, which need no scheme.
  [/\/with\/source$/, anAddress],
  [/\/(?:raise\/error|errors\/[^/]+)\/type$/, anAddress],
  [/\/(?:raise\/error|errors\/[^/]+)\/status$/, () => 400],
  [/\/(?:with\/parameters|stdio\/environment|http\/headers|run\/workflow\/input)$/, asObject],
];

function anAddress(): Json {
  return 'https://example.org';
}

function asObject(value: Json): Json {
  return typeof value === 'string' ? {} : value;
}

function asPublished(value: Json, path = ''): Json {
  const inItsPlace = differences.find(([at]) => at.test(path))?.[1];
  const replaced = inItsPlace === undefined ? value : inItsPlace(value);
  if (Array.isArray(replaced)) return replaced.map((item, index) => asPublished(item, `${path}/${index}`));
  if (!isJsonObject(replaced)) return replaced;
  return Object.fromEntries(
    Object.entries(replaced).map(([key, item]) => [key, asPublished(item, `${path}/${key}`)]),
  );
}
