import { retrieveSchema, sanitizeDataForNewSchema, type RJSFSchema } from '@rjsf/utils';
import { describe, expect, it } from 'vitest';
import { formValidator } from '../../../../src/renderer/forms/form-validator.ts';
import { drawnSchema } from '../../../../src/renderer/forms/drawn-schema.ts';
import { safeUiSchema } from '../../../../src/renderer/forms/safe-ui-schema.ts';

describe('a schema as the form draws it', () => {
  it('has the words of 2020-12 under their older names', () => {
    const drawn = drawnSchema({
      type: 'object',
      properties: { at: { type: 'array', prefixItems: [{ type: 'number' }], items: false } },
      dependentRequired: { card: ['address'] },
      dependentSchemas: { police: { properties: { reference: { type: 'string' } } } },
    });
    expect(drawn).toMatchObject({
      properties: { at: { items: [{ type: 'number' }] } },
      dependencies: { card: ['address'], police: { properties: { reference: {} } } },
    });
  });

  it.each([
    ['anything', true],
    ['an object of which nothing is said', { type: 'object', title: 'It' }],
    ['a list of anything', { type: 'array', title: 'It' }],
    ['a list of which only fields are told', { type: 'array', title: 'It', properties: { a: {} } }],
    ['a value of two types', { type: ['string', 'number'], title: 'It' }],
  ])('asks for %s as JSON', (_what, property) => {
    const drawn = drawnSchema({ type: 'object', properties: { it: property } });
    expect(drawn).toMatchObject({ properties: { it: { $comment: 'anything' } } });
    expect(drawn).not.toHaveProperty('properties.it.type');
  });

  it('calls choices by their names, and takes the text of a file as a text', () => {
    const size = { type: 'string', enum: ['s', 'l'], enumNames: ['Small', 'Large'] };
    const files = { type: 'array', items: { type: 'string', format: 'data-url' } };
    const drawn = drawnSchema({ type: 'object', properties: { size, files } });
    expect(drawn).toHaveProperty('properties.size.oneOf', [
      { const: 's', title: 'Small' },
      { const: 'l', title: 'Large' },
    ]);
    expect(drawn).not.toHaveProperty('properties.size.enum');
    expect(drawn).toHaveProperty('properties.files.items', { type: 'string' });
  });

  it('keeps what is in a list of places when something else decides what is asked', () => {
    const size = { type: 'array', items: [{ type: 'number' }, { type: 'string' }] };
    const drawn = drawnSchema({
      type: 'object',
      properties: { size, exact: { type: 'boolean' } },
      dependencies: { exact: { properties: { by: { type: 'number' } } } },
    }) as RJSFSchema;
    const data = { size: [7, 'mm'], exact: true };
    const [before, after] = [{ size: [7, 'mm'] }, data].map((at) =>
      retrieveSchema(formValidator, drawn, drawn, at),
    );
    expect(sanitizeDataForNewSchema(formValidator, drawn, after, before, data)).toMatchObject(data);
  });

  it('keeps what it refers to, also where that is sorted into shelves', () => {
    const anything = { properties: { of: {} } };
    const drawn = drawnSchema({
      type: 'object',
      properties: { size: { $ref: '#/definitions/units/length' } },
      definitions: { units: { length: { type: 'number' } }, anything, empty: {} },
    });
    expect(drawn).toHaveProperty('definitions.units.length.type', 'number');
    expect(drawn).toHaveProperty('definitions.anything.properties.of.$comment', 'anything');
    expect(drawn).toHaveProperty('definitions.empty.$comment', 'anything');
  });

  it('says no for a box that must be there and is not ticked, but only where it must be', () => {
    const box = { type: 'boolean' };
    const group = { type: 'object', required: ['inner'], properties: { inner: box } };
    const drawn = drawnSchema({
      type: 'object',
      required: ['must'],
      properties: { must: box, may: box, group, agree: { type: 'boolean', const: true } },
    });
    expect(drawn).toHaveProperty('properties.must.default', false);
    expect(drawn).not.toHaveProperty('properties.may.default');
    expect(drawn).not.toHaveProperty('properties.group.properties.inner.default');
  });
});

describe('the hints of a workflow for its form', () => {
  const widgets = new Set(['textarea']);

  it('may not draw outside of the form', () => {
    const hints = {
      'ui:style': { position: 'fixed' },
      'ui:classNames': 'x',
      'ui:options': { classNames: 'x', mask: 'phone' },
      name: { 'ui:field': 'LayoutGridField', 'ui:placeholder': 'here' },
    };
    expect(safeUiSchema(hints, widgets)).toEqual({
      'ui:options': { mask: 'phone' },
      name: { 'ui:placeholder': 'here' },
    });
  });

  it('end no form: a widget that is unknown is not asked for, and an order need not name everything', () => {
    expect(safeUiSchema({ name: { 'ui:widget': 'rocket' } }, widgets)).toEqual({ name: {} });
    expect(safeUiSchema({ name: { 'ui:widget': 'textarea' } }, widgets)).toEqual({
      name: { 'ui:widget': 'textarea' },
    });
    expect(safeUiSchema({ 'ui:order': ['b'] }, widgets)).toEqual({ 'ui:order': ['b', '*'] });
  });
});
