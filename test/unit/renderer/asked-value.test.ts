import { describe, expect, it } from 'vitest';
import { toSend } from '../../../src/renderer/features/task/asked-value.ts';
import { anAsk } from '../../support/an-ask.ts';

const schema = { type: 'object', properties: { granted: { type: 'number' }, note: { type: 'string' } } };

describe('[I36] what is sent', () => {
  const ask = anAsk({ schema, fieldsFor: ['APPROVED'], default: { fields: { granted: 5 } } });

  it('of an option with a form is both, with what was typed a moment ago', () => {
    const form = { value: () => ({ granted: 7 }) };
    expect(toSend(ask, form, 'APPROVED', { granted: 6 })).toEqual({
      value: 'APPROVED',
      fields: { granted: 7 },
    });
  });

  it('before the form is there is what was entered, else what is filled in at first', () => {
    expect(toSend(ask, null, 'APPROVED', { granted: 6 })).toMatchObject({ fields: { granted: 6 } });
    expect(toSend(ask, null, 'APPROVED', undefined)).toMatchObject({ fields: { granted: 5 } });
  });

  it('of an option that the form does not go with has no fields, whatever was entered', () => {
    const form = { value: () => ({ granted: -1 }) };
    expect(toSend(ask, form, 'REJECTED', { granted: 6 })).toEqual({ value: 'REJECTED' });
  });

  it('of a form is the object, and of everything else the value', () => {
    const form = { value: () => ({ granted: 7 }) };
    expect(toSend(anAsk({ mode: 'object', schema }), form, {}, undefined)).toEqual({
      value: { granted: 7 },
    });
    expect(toSend(anAsk({ mode: 'text' }), null, 'words', undefined)).toEqual({ value: 'words' });
  });
});
