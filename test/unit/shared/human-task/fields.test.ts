import { describe, expect, it } from 'vitest';
import { answerProblems, type Response } from '../../../../src/shared/human-task/answer.ts';
import { answeredLabel } from '../../../../src/shared/human-task/answer-label.ts';
import type { Ask } from '../../../../src/shared/human-task/ask.ts';
import { defaultFields, defaultValue } from '../../../../src/shared/human-task/fields.ts';
import { quickAnswers } from '../../../../src/shared/human-task/quick-answers.ts';
import { createSchemas } from '../../../../src/shared/json-schema/schemas.ts';
import { anAsk } from '../../../support/an-ask.ts';

const schema = {
  type: 'object',
  properties: {
    granted: { type: 'number', title: 'Amount granted' },
    lines: { type: 'array', items: { type: 'object', required: ['text'] } },
  },
  required: ['granted'],
};
const schemas = createSchemas();
const pointersOf = (ask: Ask, response: Response) =>
  answerProblems(ask, response, schemas).map(({ pointer }) => pointer);

describe('[I36] the fields of an approval', () => {
  const ask = anAsk({ schema });

  it('are held against the schema, and what is wrong is named at its place', () => {
    expect(pointersOf(ask, { value: 'APPROVED', fields: { granted: 1 } })).toEqual([]);
    expect(pointersOf(ask, { value: 'APPROVED', fields: { granted: 'much' } })).toEqual(['/fields/granted']);
    expect(pointersOf(ask, { value: 'APPROVED', fields: { granted: 1, lines: [{}] } })).toEqual([
      '/fields/lines/0/text',
    ]);
    expect(pointersOf(ask, { value: 'APPROVED', fields: [1] })).toEqual(['/fields']);
  });

  it('are an empty form where they are missing', () => {
    expect(pointersOf(ask, { value: 'APPROVED' })).toEqual(['/fields/granted']);
    expect(pointersOf(anAsk({ schema: { type: 'object' } }), { value: 'APPROVED' })).toEqual([]);
  });

  it('are wrong together with what else is', () => {
    const strict = anAsk({ schema, commentRequired: true });
    expect(pointersOf(strict, { value: 'MAYBE', fields: {} })).toEqual([
      '/value',
      '/fields/granted',
      '/comment',
    ]);
    expect(pointersOf(strict, {})).toEqual(['/value', '/comment']);
  });

  it('go only with the options that are named', () => {
    const onlyToApprove = anAsk({ schema, fieldsFor: ['APPROVED'] });
    expect(pointersOf(onlyToApprove, { value: 'REJECTED' })).toEqual([]);
    expect(pointersOf(onlyToApprove, { value: 'REJECTED', fields: {} })).toEqual(['/fields']);
    expect(pointersOf(onlyToApprove, { value: 'APPROVED' })).toEqual(['/fields/granted']);
  });

  it.each([
    ['an approval without a form', anAsk()],
    ['a form', anAsk({ mode: 'object', schema: {} })],
    ['a text', anAsk({ mode: 'text' })],
  ])('are not taken by %s', (_, other) => {
    expect(pointersOf(other, { value: 'APPROVED', fields: {} })).toContain('/fields');
  });

  it('may stay away where no answer is required', () => {
    expect(pointersOf(anAsk({ schema, required: false }), {})).toEqual([]);
  });

  it('are in the line that tells what was answered', () => {
    expect(answeredLabel(ask, { value: 'APPROVED', fields: { granted: 20 } })).toBe(
      'Approve · Amount granted: 20',
    );
    expect(answeredLabel(ask, { value: 'REJECTED', fields: {} })).toBe('Reject');
    expect(answeredLabel(anAsk(), { value: 'REJECTED' })).toBe('Reject');
  });
});

describe('[I36] what an approval with a form begins with', () => {
  it('is an option, fields, or both', () => {
    const both = anAsk({ schema, default: { value: 'APPROVED', fields: { granted: 5 } } });
    expect([defaultValue(both), defaultFields(both)]).toEqual(['APPROVED', { granted: 5 }]);
    const option = anAsk({ schema, default: 'REJECTED' });
    expect([defaultValue(option), defaultFields(option)]).toEqual(['REJECTED', undefined]);
    const fields = anAsk({ schema, default: { fields: { granted: 5 } } });
    expect([defaultValue(fields), defaultFields(fields)]).toEqual([undefined, { granted: 5 }]);
  });

  it('is the object itself in a form without options', () => {
    const form = anAsk({ mode: 'object', schema, default: { value: 1, fields: {} } });
    expect([defaultValue(form), defaultFields(form)]).toEqual([{ value: 1, fields: {} }, undefined]);
  });
});

describe('[I36] one press on an approval with a form', () => {
  const optional = { type: 'object', properties: { note: { type: 'string' } } };
  const offered = (different: Partial<Ask>) =>
    quickAnswers(anAsk(different)).options.map(({ value }) => value);

  it('is not offered where a field has to be filled in', () => {
    expect(quickAnswers(anAsk({ schema }))).toEqual({ options: [], mustOpen: 'form' });
  });

  it('is offered for the options that the form does not go with', () => {
    expect(quickAnswers(anAsk({ schema, fieldsFor: ['APPROVED'] }))).toMatchObject({
      options: [{ value: 'REJECTED' }],
      mustOpen: 'form',
    });
  });

  it('is offered where every field may stay empty', () => {
    expect(offered({ schema: optional })).toEqual(['APPROVED', 'REJECTED']);
  });

  it.each([
    ['something is filled in at first', { schema: optional, default: { fields: { note: 'x' } } }],
    ['the schema fills something in', { schema: { ...optional, properties: { note: { default: 'x' } } } }],
    ['the schema says more', { schema: { ...optional, minProperties: 1 } }],
    ['the schema refers to another', { schema: { $ref: '#/$defs/a', $defs: { a: { required: ['x'] } } } }],
    ['the schema wants no object', { schema: { type: ['array', 'null'] } }],
  ])('is not offered where %s', (_, different) => {
    expect(offered(different)).toEqual([]);
  });
});
