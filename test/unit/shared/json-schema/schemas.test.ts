import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSchemas } from '../../../../src/shared/json-schema/schemas.ts';
import { SchemaError } from '../../../../src/shared/json-schema/schema-error.ts';
import type { Json } from '../../../../src/shared/json.ts';

const schemas = createSchemas();

describe('data that does not fit its schema', () => {
  it('is told field by field, each problem at its JSON pointer', () => {
    const schema = {
      type: 'object',
      required: ['amount', 'a/b'],
      properties: { amount: { type: 'number' }, day: { type: 'string', format: 'date' } },
      additionalProperties: false,
    };
    expect(schemas.problems(schema, { day: 'tomorrow', 'x~y': 1 })).toEqual([
      { pointer: '/amount', message: 'Is required.' },
      { pointer: '/a~1b', message: 'Is required.' },
      { pointer: '/x~0y', message: 'Is not expected here.' },
      { pointer: '/day', message: 'Must be a date, such as 2026-05-22.' },
    ]);
    expect(schemas.problems(schema, { amount: 5, 'a/b': 1 })).toEqual([
      { pointer: '/a~1b', message: 'Is not expected here.' },
    ]);
  });

  it.each<[string, Json, Json, string, string]>([
    ['a kind of value', { type: ['string', 'null'] }, 1, '', 'Must be text or null.'],
    ['a choice', { enum: ['a', 1, null] }, 2, '', 'Must be one of: a, 1, null.'],
    ['a single value', { const: 'yes' }, 'no', '', 'Must be yes.'],
    ['a lower limit', { minimum: 5 }, 4, '', 'Must be at least 5.'],
    ['an open limit', { exclusiveMaximum: 5 }, 5, '', 'Must be less than 5.'],
    ['a step', { multipleOf: 0.5 }, 0.7, '', 'Must be a multiple of 0.5.'],
    ['a length', { minLength: 1 }, '', '', 'Must have at least 1 character.'],
    ['a pattern', { pattern: '^[A-Z]+$' }, 'a', '', 'Must match the pattern ^[A-Z]+$'],
    ['an address', { format: 'email' }, 'me', '', 'Must be an e-mail address.'],
    ['a list that is too long', { maxItems: 1 }, [1, 2], '', 'Must have at most 1 item.'],
    ['the same twice', { uniqueItems: true }, [1, 2, 1], '', 'Items 1 and 3 are the same.'],
    ['a kind of item', { contains: { type: 'string' } }, [1], '', containing(1)],
    ['a tuple', { prefixItems: [{ type: 'string' }] }, [1], '/0', 'Must be text.'],
    ['a name', { propertyNames: { maxLength: 2 } }, { abc: 1 }, '', '"abc" cannot be a name here.'],
    ['another field', { dependentRequired: { a: ['b'] } }, { a: 1 }, '/b', 'Is required where "a" is given.'],
    ['a condition', { if: { required: ['a'] }, then: { required: ['b'] } }, { a: 1 }, '/b', 'Is required.'],
    ['an exclusion', { not: { const: 1 } }, 1, '', 'Is what the schema excludes.'],
    ['nothing at all', false, 1, '', 'Nothing is allowed here.'],
  ])('is told in words: %s', (_what, schema, data, pointer, message) => {
    expect(schemas.problems(schema, data)).toEqual([{ pointer, message }]);
  });

  it('of alternatives, the one that is meant is told; where none is, that none fits', () => {
    const optional = { anyOf: [{ type: 'null' }, { type: 'object', required: ['name'] }] };
    expect(schemas.problems(optional, {})).toEqual([{ pointer: '/name', message: 'Is required.' }]);
    expect(schemas.problems(optional, 'x')).toEqual([
      { pointer: '', message: 'Fits none of the alternatives.' },
    ]);
    expect(schemas.problems({ oneOf: [{ minimum: 1 }, { maximum: 9 }] }, 5)).toEqual([
      { pointer: '', message: 'Fits more than one of the alternatives.' },
    ]);
  });

  it('is told with at most five problems', () => {
    const names = Array.from({ length: 100 }, (_, index) => `field${index}`);
    expect(schemas.problems({ required: names }, {})).toHaveLength(5);
  });

  it('has a field only if the data has it, not if every object has it', () => {
    expect(schemas.problems({ required: ['toString'] }, {})).toEqual([
      { pointer: '/toString', message: 'Is required.' },
    ]);
  });
});

describe('the dialect of a schema', () => {
  const pair = [{ type: 'number' }, { type: 'string' }];

  it('is draft-07 where nothing is said and it has what only that has', () => {
    const schema = { type: 'object', properties: { size: { type: 'array', items: pair } } };
    expect(schemas.problems(schema, { size: [1, 'mm'] })).toEqual([]);
    expect(schemas.problems(schema, { size: ['mm', 1] })).toMatchObject([
      { pointer: '/size/0' },
      { pointer: '/size/1' },
    ]);
  });

  it('is 2020-12 where nothing is said otherwise, also where its data looks like a schema', () => {
    const schema = { prefixItems: pair, default: { items: [] }, properties: { items: { type: 'array' } } };
    expect(schemas.problems(schema, [1, 'mm'])).toEqual([]);
    expect(schemas.problems(schema, ['mm', 1])).toHaveLength(2);
  });

  it('is what $schema says', () => {
    const tuple = { items: [{ type: 'string' }], additionalItems: false };
    const draft07 = { $schema: 'http://json-schema.org/draft-07/schema#', ...tuple };
    expect(schemas.problems(draft07, ['a', 1])).toEqual([
      { pointer: '', message: 'Must have at most 1 item.' },
    ]);
    const other = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...tuple };
    expect(() => schemas.problems(other, [])).toThrow(/This is no JSON Schema \(2020-12\)/);
  });

  it.each([
    'https://json-schema.org/draft/2020-12/schema',
    'https://json-schema.org/draft/2019-09/schema',
    'http://json-schema.org/draft-07/schema#',
    'http://json-schema.org/draft-07/schema',
    'http://json-schema.org/draft-06/schema#',
  ])('can be %s', ($schema) => {
    expect(schemas.problems({ $schema, exclusiveMinimum: 3 }, 3)).toEqual([
      { pointer: '', message: 'Must be more than 3.' },
    ]);
  });

  it('cannot be draft-04, where the same words mean other things', () => {
    const draft04 = { $schema: 'http://json-schema.org/draft-04/schema#', minimum: 3 };
    expect(refusal(draft04)).toMatchObject({
      pointer: '/$schema',
      message: expect.stringContaining('draft-04') as string,
    });
  });
});

describe('schemas as they are in the world', () => {
  it('may have keywords and formats that nobody knows', () => {
    expect(schemas.problems({ 'x-order': 1, format: 'our-own', example: 5 }, 'anything')).toEqual([]);
  });

  it('may have patterns that only the older syntax takes', () => {
    expect(schemas.problems({ pattern: String.raw`^[\w-.]+$` }, 'a-b.c')).toEqual([]);
  });

  it('may refer to their own parts, themselves included', () => {
    const list = {
      $id: 'https://example.com/list',
      properties: { next: { $ref: '#' }, value: { $ref: 'https://example.com/list#/$defs/value' } },
      $defs: { value: { type: 'number' } },
    };
    expect(schemas.problems(list, { value: 1, next: { value: 'x' } })).toEqual([
      { pointer: '/next/value', message: 'Must be a number.' },
    ]);
  });

  it('never know each other, even by their ids', () => {
    schemas.problems({ $id: 'https://example.com/one', $defs: { a: { $id: 'https://example.com/a' } } }, 1);
    schemas.problems({ $id: 'https://example.com/one', type: 'number' }, 1);
    expect(refusal({ $ref: 'https://example.com/one' })).toBeInstanceOf(SchemaError);
    expect(refusal({ $ref: 'https://example.com/a' })).toBeInstanceOf(SchemaError);
  });
});

describe('a schema by which nothing can be checked', () => {
  it.each<[string, Json, string]>([
    ['that is none', 'text', 'A schema is an object, or true or false.'],
    ['with an unknown type', { properties: { a: { type: 'strin' } } }, '/properties/a/type'],
    ['with a broken pattern', { pattern: '(' }, 'regular expression'],
    ['that refers to the net', { $ref: 'https://example.com/x.json' }, '"https://example.com/x.json"'],
    ['that refers to a file', { $ref: 'file:///etc/passwd' }, 'nothing is fetched'],
    ['that refers to what is not there', { $ref: '#/$defs/no' }, 'there is nothing at that place'],
    ['that is only itself', { $ref: '#' }, 'refers to itself in a circle'],
    ['that makes its result a promise', { $async: true }, '$async'],
    ['that is too large', { description: 'x'.repeat(300_000) }, '262144 characters'],
    ['that is too deep', nested(100), '64 levels'],
    ['with a pattern that is too long', { pattern: 'a'.repeat(1_001) }, '1000 characters'],
    ['with names by such a pattern', { patternProperties: { ['a'.repeat(1_001)]: {} } }, '1000 characters'],
  ])('is refused: one %s', (_what, schema, words) => {
    const error = refusal(schema);
    expect(error).toBeInstanceOf(SchemaError);
    expect(`${error?.pointer} ${error?.message}`).toContain(words);
  });

  it('is refused when the check takes too long: a pattern that backtracks, alternatives that multiply', () => {
    const impatient = createSchemas({ timeLimitMs: 50 });
    const pattern = { pattern: '^(a+)+$' };
    expect(() => impatient.problems(pattern, `${'a'.repeat(50)}b`)).toThrow('longer than 50 ms');
    const parts = Array.from({ length: 60 }, (_, index) => {
      const next = { $ref: `#/$defs/p${index + 1}` };
      return [`p${index}`, { allOf: [next, next] }] as const;
    });
    const multiplied = {
      $defs: { ...Object.fromEntries(parts), p60: { type: 'string' } },
      $ref: '#/$defs/p0',
    };
    expect(() => impatient.problems(multiplied, 'x')).toThrow('longer than 50 ms');
    expect(impatient.problems(pattern, 'aaa')).toEqual([]);
  });

  it('is refused when the data is nested beyond what can be followed', () => {
    const data = JSON.parse(`${'{"x":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as Json;
    expect(() => schemas.problems({ properties: { x: { $ref: '#' } } }, data)).toThrow(SchemaError);
  });

  it('never runs as code, whatever its texts are', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        `'];globalThis.broken=1;['`,
        '"+(globalThis.broken=1)+"',
        '*/globalThis.broken=1/*',
        '${globalThis.broken=1}',
        '\u2028globalThis.broken=1//',
      ),
    );
    const schema = fc
      .record({ name: text, value: text, format: text })
      .map(({ name, value, format }): Json => ({
        $comment: value,
        properties: { [name]: { const: value, format, title: value } },
        required: [name],
        dependentRequired: { [name]: [value] },
        additionalProperties: { enum: [value, name] },
      }));
    fc.assert(
      fc.property(schema, text, text, (hostile, name, value) => {
        expect(Array.isArray(schemas.problems(hostile, { [name]: value }))).toBe(true);
        expect('broken' in globalThis).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

function refusal(schema: Json): SchemaError | null {
  try {
    schemas.problems(schema, 1);
    return null;
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
}

function nested(levels: number): Json {
  return levels === 0 ? {} : { items: nested(levels - 1) };
}

function containing(count: number): string {
  return `Must have at least ${count} item of the kind that is asked for.`;
}
