import { describe, expect, it } from 'vitest';
import { fits, problemsOf } from '../../../../src/renderer/forms/schema-checker.ts';
import { formValidator } from '../../../../src/renderer/forms/form-validator.ts';
import { createSchemas } from '../../../../src/shared/json-schema/schemas.ts';
import type { JsonObject } from '../../../../src/shared/json.ts';
import { formCases } from '../../../support/forms/form-cases.ts';

const schema: JsonObject = {
  $defs: { city: { type: 'string', minLength: 2 } },
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    city: { $ref: '#/$defs/city' },
    tags: { type: 'array', maxItems: 1, items: { type: 'string' } },
    'a/b': { type: 'integer', minimum: 3 },
  },
  additionalProperties: false,
};

describe('what is wrong with a value is found without compiled code', () => {
  it('says what the account would say, at the field that it is about', () => {
    const wrong = { city: 'x', tags: ['one', 'two'], 'a/b': 2, other: 1 };
    const account = createSchemas().problems(schema, wrong);
    expect(problemsOf(schema, wrong).sort(byPointer)).toEqual([...account].sort(byPointer));
    expect(problemsOf(schema, wrong)).toContainEqual({ pointer: '/name', message: 'Is required.' });
  });

  it.each(formCases.map((form) => [form.title, form] as const))(
    'finds nothing wrong with the answer to "%s"',
    (_title, form) => {
      expect(problemsOf(form.schema, form.answer)).toEqual([]);
    },
  );

  it('takes what is undefined as not there', () => {
    expect(problemsOf(schema, { name: 'x', city: undefined })).toEqual([]);
  });

  it('leaves the schema as it was', () => {
    const frozen = deepFrozen({
      type: 'object',
      properties: { at: { $ref: '#/$defs/x' } },
      $defs: { x: {} },
    });
    expect(problemsOf(frozen, { at: 1 })).toEqual([]);
  });

  it('finds nothing where it cannot check: a pattern that is none here, a reference that leads elsewhere', () => {
    expect(problemsOf({ type: 'string', pattern: '[\\w-.]' }, 'x')).toEqual([]);
    expect(problemsOf({ $ref: 'https://example.org/schema' }, 'x')).toEqual([]);
  });
});

describe('which branch of a condition the data is in', () => {
  it('is told of parts with references into the whole', () => {
    const part = { properties: { city: { $ref: '#/$defs/city' } } };
    expect(fits(part, { city: 'Oslo' }, schema)).toBe(true);
    expect(fits(part, { city: 'x' }, schema)).toBe(false);
    expect(formValidator.isValid(part, { city: 'x' }, schema)).toBe(false);
  });
});

describe('errors as rjsf has them', () => {
  it('are by the path of each field', () => {
    const { errors, errorSchema } = formValidator.validateFormData({ tags: [1] }, schema);
    expect(errors.map(({ property }) => property)).toEqual(expect.arrayContaining(['.name', '.tags.0']));
    expect(errorSchema).toMatchObject({ name: { __errors: ['Is required.'] } });
  });
});

function byPointer(one: { pointer: string }, other: { pointer: string }): number {
  return one.pointer.localeCompare(other.pointer);
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFrozen);
  return Object.freeze(value);
}
