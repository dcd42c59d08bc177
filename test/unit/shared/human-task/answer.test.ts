import { describe, expect, it } from 'vitest';
import { answerProblems, type Response } from '../../../../src/shared/human-task/answer.ts';
import type { Ask } from '../../../../src/shared/human-task/ask.ts';
import { SchemaError } from '../../../../src/shared/json-schema/schema-error.ts';
import { createSchemas } from '../../../../src/shared/json-schema/schemas.ts';
import { anAsk } from '../../../support/an-ask.ts';

const schemas = createSchemas();
const problemsOf = (ask: Ask, response: Response) => answerProblems(ask, response, schemas);

describe('answerProblems', () => {
  it('takes an option of an approval and nothing else', () => {
    const ask = anAsk({ mode: 'approval' });
    expect(problemsOf(ask, { value: 'APPROVED' })).toEqual([]);
    expect(problemsOf(ask, { value: 'approved' })).toEqual([
      { pointer: '/value', message: 'Must be one of: APPROVED, REJECTED.' },
    ]);
    expect(problemsOf(ask, { value: { $ne: null } })).toHaveLength(1);
  });

  it('compares options by type: the text "1" is not the number 1', () => {
    const ask = anAsk({ mode: 'choice', options: [{ label: 'One', value: 1 }] });
    expect(problemsOf(ask, { value: 1 })).toEqual([]);
    expect(problemsOf(ask, { value: '1' })).toHaveLength(1);
  });

  it('takes true and false for a confirmation, and false counts as an answer', () => {
    const ask = anAsk({ mode: 'confirm' });
    expect(problemsOf(ask, { value: false })).toEqual([]);
    expect(problemsOf(ask, { value: 'false' })).toHaveLength(1);
  });

  it('names every wrong item of a multiple choice, and an option named twice', () => {
    const ask = anAsk({ mode: 'multiChoice', options: [{ label: 'A', value: 'a' }] });
    expect(problemsOf(ask, { value: ['a', 'x', 'y'] }).map((problem) => problem.pointer)).toEqual([
      '/value/1',
      '/value/2',
    ]);
    expect(problemsOf(ask, { value: ['a', 'a'] })).toEqual([
      { pointer: '/value', message: 'Names an option twice.' },
    ]);
    expect(problemsOf(ask, { value: 'a' })).toHaveLength(1);
  });

  it('wants an answer where one is required: blank text and empty lists are none', () => {
    expect(problemsOf(anAsk({ mode: 'text' }), { value: '  ' })).toHaveLength(1);
    expect(problemsOf(anAsk({ mode: 'text', required: false }), { value: '' })).toEqual([]);
    expect(problemsOf(anAsk({ mode: 'multiChoice' }), { value: [] })).toHaveLength(1);
    expect(problemsOf(anAsk({ mode: 'multiChoice', required: false }), {})).toEqual([]);
  });

  it('refuses a comment where none is taken, and wants one where it is required', () => {
    expect(problemsOf(anAsk({ allowComment: false }), { value: 'APPROVED', comment: 'x' })).toEqual([
      { pointer: '/comment', message: 'This task takes no comment.' },
    ]);
    expect(problemsOf(anAsk({ commentRequired: true }), { value: 'APPROVED', comment: ' ' })).toEqual([
      { pointer: '/comment', message: 'A comment is required for this answer.' },
    ]);
    const onlyToReject = anAsk({ commentRequired: ['REJECTED'] });
    expect(problemsOf(onlyToReject, { value: 'APPROVED' })).toEqual([]);
    expect(problemsOf(onlyToReject, { value: 'REJECTED' })).toHaveLength(1);
  });
});

describe('the answer to a form', () => {
  const limit = anAsk({
    mode: 'object',
    options: [],
    schema: {
      type: 'object',
      properties: {
        approvedLimit: { type: 'number', maximum: 10_000 },
        expirationDate: { type: 'string', format: 'date' },
        address: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      },
      required: ['approvedLimit'],
    },
  });

  it('fits when every field does', () => {
    expect(problemsOf(limit, { value: { approvedLimit: 5000, expirationDate: '2026-06-30' } })).toEqual([]);
  });

  it('names each field that does not', () => {
    const value = { approvedLimit: 20_000, expirationDate: 'soon', address: {} };
    expect(problemsOf(limit, { value }).map(({ pointer }) => pointer)).toEqual([
      '/value/approvedLimit',
      '/value/expirationDate',
      '/value/address/city',
    ]);
  });

  it.each([['text'], [5], [[]], [[{ approvedLimit: 1 }]]])('is an object and not %j', (value) => {
    expect(problemsOf(limit, { value }).map(({ pointer }) => pointer)).toEqual(['/value']);
  });

  it('has to be given, unless it may be left out', () => {
    expect(problemsOf(limit, { value: null })).toEqual([
      { pointer: '/value', message: 'An answer is required.' },
    ]);
    expect(problemsOf({ ...limit, required: false }, { value: null })).toEqual([]);
  });

  it('is refused, and nothing else happens, where its check takes too long', () => {
    const slow = {
      problems() {
        throw new SchemaError('Checking data against the schema takes longer than 1000 ms.');
      },
    };
    expect(answerProblems(limit, { value: {} }, slow)).toEqual([
      { pointer: '/value', message: 'Checking data against the schema takes longer than 1000 ms.' },
    ]);
  });
});

describe('what an ask validates besides', () => {
  it('is said in the words of its author', () => {
    const ask = anAsk({
      mode: 'text',
      validate: { pattern: '^[A-Z]{2}[0-9]+$', description: 'Two capital letters and a number, e.g. AB12.' },
    });
    expect(problemsOf(ask, { value: 'AB12' })).toEqual([]);
    expect(problemsOf(ask, { value: 'ab' })).toEqual([
      { pointer: '/value', message: 'Two capital letters and a number, e.g. AB12.' },
    ]);
  });

  it('holds for several choices together', () => {
    const options = ['a', 'b', 'c'].map((value) => ({ label: value, value }));
    const ask = anAsk({ mode: 'multiChoice', options, validate: { minItems: 2 } });
    expect(problemsOf(ask, { value: ['a'] }).map(({ pointer }) => pointer)).toEqual(['/value']);
    expect(problemsOf(ask, { value: ['a', 'c'] })).toEqual([]);
  });

  it('holds for a form on top of its schema, once that fits', () => {
    const ask = anAsk({
      mode: 'object',
      options: [],
      schema: { properties: { from: { type: 'string' } } },
      validate: { dependentRequired: { from: ['to'] } },
    });
    expect(problemsOf(ask, { value: { from: 1 } }).map(({ pointer }) => pointer)).toEqual(['/value/from']);
    expect(problemsOf(ask, { value: { from: 'x' } }).map(({ pointer }) => pointer)).toEqual(['/value/to']);
  });

  it('does not hold for no answer where none is required', () => {
    const ask = anAsk({ mode: 'text', required: false, validate: { minLength: 3 } });
    expect(problemsOf(ask, { value: null })).toEqual([]);
    expect(problemsOf(ask, { value: 'ab' })).toHaveLength(1);
  });
});
