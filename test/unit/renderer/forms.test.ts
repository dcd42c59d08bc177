import { describe, expect, it } from 'vitest';
import { formField, type FormField } from '../../../src/renderer/forms/form-field.ts';
import { pointersOf } from '../../../src/renderer/forms/form-pointers.ts';
import {
  dateTimeOf,
  enteredValue,
  initialValue,
  localDateTime,
  typedNumber,
} from '../../../src/renderer/forms/form-value.ts';
import type { JsonObject } from '../../../src/shared/json.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...more,
});

function fieldsOf(schema: JsonObject, ui?: JsonObject): readonly FormField[] {
  const field = formField(schema, ui);
  if (field.kind !== 'group') throw new Error(`A ${field.kind} has no fields`);
  return field.fields;
}

const only = (property: JsonObject, ui?: JsonObject) =>
  fieldsOf(object({ it: property }), { it: ui ?? {} })[0];

describe('a schema as a form', () => {
  it.each([
    [{ type: 'string' }, { kind: 'text', input: 'text', multiline: false }],
    [
      { type: 'string', maxLength: 4000 },
      { kind: 'text', multiline: true },
    ],
    [
      { type: 'string', format: 'date' },
      { kind: 'text', input: 'date' },
    ],
    [
      { type: 'string', format: 'date-time' },
      { kind: 'text', input: 'datetime-local' },
    ],
    [
      { type: ['string', 'null'], format: 'email' },
      { kind: 'text', input: 'email' },
    ],
    [{ type: 'number' }, { kind: 'number', integer: false }],
    [{ type: 'integer' }, { kind: 'number', integer: true }],
    [{ type: 'boolean' }, { kind: 'boolean' }],
    [
      { enum: ['a', 2] },
      {
        kind: 'choice',
        options: [
          { label: 'a', value: 'a' },
          { label: '2', value: 2 },
        ],
      },
    ],
    [
      { oneOf: [{ const: 'de', title: 'Germany' }, { const: 'fr' }] },
      {
        kind: 'choice',
        options: [
          { label: 'Germany', value: 'de' },
          { label: 'fr', value: 'fr' },
        ],
      },
    ],
    [{ type: 'array', uniqueItems: true, items: { enum: ['x'] } }, { kind: 'choices' }],
    [
      { type: 'array', items: { type: 'string' } },
      { kind: 'list', item: { kind: 'text' } },
    ],
    [object({ inner: { type: 'string' } }), { kind: 'group', fields: [{ kind: 'text', name: 'inner' }] }],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, { kind: 'json' }],
    [{}, { kind: 'json' }],
    [{ type: 'object', additionalProperties: true }, { kind: 'json' }],
  ])('%j has its control', (schema, field) => {
    expect(only(schema)).toMatchObject(field);
  });

  it('takes labels from titles, then from names, and knows what is required', () => {
    const fields = fieldsOf(
      object(
        { firstName: { type: 'string' }, zip: { type: 'string', title: 'Postal code' } },
        { required: ['zip'] },
      ),
    );
    expect(fields.map(({ label, required }) => [label, required])).toEqual([
      ['First name', false],
      ['Postal code', true],
    ]);
  });

  it('follows references into itself, and ends where they never do', () => {
    const schema = object(
      { to: { $ref: '#/$defs/address' }, tree: { $ref: '#/$defs/tree' } },
      {
        $defs: {
          address: object({ city: { type: 'string' } }),
          tree: object({ under: { $ref: '#/$defs/tree' } }),
          self: { $ref: '#/$defs/self' },
        },
      },
    );
    expect(fieldsOf(schema)[0]).toMatchObject({ kind: 'group', fields: [{ name: 'city' }] });
    expect(JSON.stringify(fieldsOf(schema)[1])).toContain('"kind":"json"');
    expect(formField({ $ref: '#/$defs/self', $defs: { self: { $ref: '#/$defs/self' } } }).kind).toBe('json');
  });

  it('is ordered and widened as the hints say', () => {
    const schema = object({ a: { type: 'string' }, b: { type: 'string' } });
    const fields = fieldsOf(schema, { 'ui:order': ['b', '*'], a: { 'ui:widget': 'textarea' } });
    expect(fields.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(fields[1]).toMatchObject({ multiline: true });
  });
});

describe('the value of a form', () => {
  const schema = object(
    {
      name: { type: 'string' },
      note: { type: 'string', default: 'none' },
      sure: { type: 'boolean' },
      tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
      to: object({ city: { type: 'string' } }),
    },
    { required: ['name', 'tags'] },
  );
  const field = formField(schema);

  it('begins with what is given, then with defaults', () => {
    expect(initialValue(field, { name: 'Maya' })).toEqual({
      name: 'Maya',
      note: 'none',
      sure: false,
      tags: [null],
      to: {},
    });
  });

  it('keeps what is given and has no field, because it belongs to the answer', () => {
    expect(enteredValue(field, initialValue(field, { name: 'Maya', id: 7, tags: ['x'] }))).toMatchObject({
      id: 7,
    });
  });

  it('leaves out what was left empty, so that required fields are missed and others are not', () => {
    expect(enteredValue(field, { name: '', note: '', sure: false, tags: [], to: { city: '' } })).toEqual({
      sure: false,
      tags: [],
    });
  });

  it('knows the places at which something can be wrong', () => {
    expect([...pointersOf(field, { tags: ['x', 'y'] })]).toEqual([
      '/name',
      '/note',
      '/sure',
      '/tags',
      '/tags/0',
      '/tags/1',
      '/to',
      '/to/city',
    ]);
    expect([...pointersOf(formField(object({ 'a/b~c': { type: 'string' } })), {})]).toEqual(['/a~1b~0c']);
  });

  it.each([
    ['12', 12],
    [' -3.50 ', -3.5],
    ['1e3', 1000],
    ['', undefined],
    ['1,200', '1,200'],
    ['12 apples', '12 apples'],
    ['1e999', '1e999'],
  ])('reads the typed number %j as %j', (typed, value) => {
    expect(typedNumber(typed)).toEqual(value);
  });

  it('turns a local date and time into an instant and back', () => {
    expect(localDateTime(dateTimeOf('2026-11-21T09:30'))).toBe('2026-11-21T09:30');
    expect(dateTimeOf('2026-11-21T09:30')).toMatch(/^2026-11-2\dT.*Z$/);
    expect(localDateTime('never')).toBe('');
  });
});
