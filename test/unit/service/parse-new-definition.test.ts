import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/engine/definition/parse-definition.ts';
import { parseNewDefinition } from '../../../src/service/workflows/parse-new-definition.ts';

const document = { dsl: '1.0.3', namespace: 'test', name: 'example', version: '1.0.0' };

const sourceOf = (content: object) => JSON.stringify({ document, ...content });

const asking = (ask: object) => sourceOf({ do: [{ a: { ask: { prompt: 'Which?', ...ask } } }] });

/** Where the file is faulty, as paths below what it is that holds the schema. */
function faultsOf(source: string, below = '/do/0/a/ask'): string[] {
  const parsed = parseNewDefinition(source);
  return parsed.ok ? [] : parsed.problems.map(({ path }) => path.replace(below, ''));
}

describe('the JSON Schemas of a workflow that is added', () => {
  it('are refused where they are none, each problem with its place in the file', () => {
    const source = [
      'document: { dsl: 1.0.3, namespace: test, name: example, version: 1.0.0 }',
      'do:',
      '  - a:',
      '      ask:',
      '        prompt: Which?',
      '        mode: object',
      '        schema:',
      '          type: object',
      '          properties:',
      '            n: { type: 12 }',
      '            m: { minLength: -1 }',
    ].join('\n');
    expect(parseNewDefinition(source)).toEqual({
      ok: false,
      problems: [
        {
          path: '/do/0/a/ask/schema/properties/n/type',
          message:
            'This is no JSON Schema: Must be one of: array, boolean, integer, null, number, object, string.',
          line: 10,
          column: 24,
        },
        {
          path: '/do/0/a/ask/schema/properties/m/minLength',
          message: 'This is no JSON Schema: Must be at least 0.',
          line: 11,
          column: 29,
        },
      ],
    });
  });

  it.each([
    ['a place that is not there', { $ref: '#/nowhere' }],
    ['another document', { $ref: 'https://example.com/schema.json' }],
    ['a dialect that is not known', { $schema: 'https://example.com/dialect' }],
    ['a pattern that is none', { pattern: '(' }],
  ])('are refused where they name %s', (_, validate) => {
    expect(faultsOf(asking({ validate }))).toHaveLength(1);
  });

  it('are found at every place that may hold one', () => {
    const wrong = { schema: { document: { type: 'nothing' } } };
    const source = sourceOf({
      input: wrong,
      output: wrong,
      do: [
        { a: { set: { x: 1 }, input: wrong, output: wrong, export: wrong } },
        {
          b: {
            listen: { to: { one: { with: { type: 'x' } } } },
            foreach: { do: [{ c: { set: { x: 1 }, output: wrong } }], output: wrong, export: wrong },
          },
        },
      ],
    });
    expect(faultsOf(source, '/schema/document/type').toSorted()).toEqual(
      [
        '/input',
        '/output',
        '/do/0/a/input',
        '/do/0/a/output',
        '/do/0/a/export',
        '/do/1/b/foreach/do/0/c/output',
        '/do/1/b/foreach/output',
        '/do/1/b/foreach/export',
      ].toSorted(),
    );
  });

  it('are not judged by what an expression stands for, and still by everything else', () => {
    const schema = {
      type: 'object',
      properties: {
        kind: { type: '${ .kind }' },
        code: { enum: '${ .codes }', maxLength: '${ .longest }', pattern: '${ .pattern }' },
        part: '${ .part }',
        ref: { $ref: '${ .ref }' },
        any: { anyOf: ['${ .one }', { type: 'string' }], items: '${ .items }' },
      },
      required: '${ .required }',
    };
    expect(faultsOf(asking({ mode: 'object', schema }))).toEqual([]);
    expect(faultsOf(asking({ mode: 'object', schema: '${ .schema }' }))).toEqual([]);
    const wrong = { ...schema, properties: { ...schema.properties, n: { type: 12 } } };
    expect(faultsOf(asking({ mode: 'object', schema: wrong }))).toEqual(['/schema/properties/n/type']);
  });

  it('are no expressions where they are taken as they are written', () => {
    const source = sourceOf({ input: { schema: { document: { type: '${ .t }' } } }, do: [] });
    expect(faultsOf(source, '')).toContain('/input/schema/document/type');
  });

  it('take what data may look like: a field called $ref, type or enum is a field', () => {
    const properties = { $ref: { type: 'string' }, type: { type: 'string' }, enum: { const: { type: 12 } } };
    expect(faultsOf(asking({ mode: 'object', schema: { type: 'object', properties } }))).toEqual([]);
    const data = sourceOf({ do: [{ a: { set: { input: { schema: { document: { type: 12 } } } } } }] });
    expect(faultsOf(data)).toEqual([]);
  });

  it('are all in order in the workflows that come with the app', () => {
    const samples = new URL('../../../resources/samples/', import.meta.url);
    const files = readdirSync(samples).filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(parseNewDefinition(readFileSync(new URL(file, samples), 'utf8'))).toMatchObject({ ok: true });
    }
  });
});

it('a workflow that was added before its schemas were looked at still runs', () => {
  const source = asking({ validate: { type: 12 } });
  expect(faultsOf(source)).toEqual(['/validate/type']);
  expect(parseDefinition(source)).toMatchObject({ ok: true });
});
