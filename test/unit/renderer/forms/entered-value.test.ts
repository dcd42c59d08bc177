import { describe, expect, it } from 'vitest';
import { enteredValue } from '../../../../src/renderer/forms/entered-value.ts';
import type { JsonObject } from '../../../../src/shared/json.ts';

const schema: JsonObject = {
  $defs: { address: { type: 'object', required: ['city'], properties: { city: { type: 'string' } } } },
  type: 'object',
  required: ['name', 'tags', 'home'],
  properties: {
    name: { type: 'string' },
    note: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    more: { type: 'array', items: { type: 'string' } },
    home: { $ref: '#/$defs/address' },
    work: { $ref: '#/$defs/address' },
  },
};

describe('the value that is sent', () => {
  it('is without what was left empty and need not be there', () => {
    expect(
      enteredValue(schema, {
        name: 'x',
        note: undefined,
        more: [],
        work: {},
        home: { city: 'Oslo' },
        tags: [],
      }),
    ).toEqual({
      name: 'x',
      home: { city: 'Oslo' },
      tags: [],
    });
  });

  it('keeps an empty object that is required, so that what it lacks is said', () => {
    expect(enteredValue(schema, { home: {} })).toEqual({ home: {} });
  });

  it('has null in the place of an item that was left empty', () => {
    expect(enteredValue(schema, { tags: ['a', undefined] })).toEqual({ tags: ['a', null] });
  });

  it('looks for what is required in every alternative', () => {
    const either = { type: 'object', oneOf: [{ required: ['list'] }, { required: ['other'] }] };
    expect(enteredValue(either, { list: [], third: [] })).toEqual({ list: [] });
  });

  it('ends for a schema that refers to itself', () => {
    expect(enteredValue({ $ref: '#' }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
  });
});
