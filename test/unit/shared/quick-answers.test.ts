import { describe, expect, it } from 'vitest';
import { quickAnswers } from '../../../src/shared/human-task/quick-answers.ts';
import { anAsk } from '../../support/an-ask.ts';

const values = (ask: Parameters<typeof quickAnswers>[0]) =>
  quickAnswers(ask).options.map((option) => option.value);

describe('quickAnswers', () => {
  it('offers both options of a plain approval and of a confirmation', () => {
    expect(values(anAsk())).toEqual(['APPROVED', 'REJECTED']);
    expect(values(anAsk({ mode: 'confirm' }))).toEqual([true, false]);
  });

  it('offers only what needs no comment', () => {
    expect(quickAnswers(anAsk({ commentRequired: ['REJECTED'] }))).toMatchObject({
      options: [{ value: 'APPROVED' }],
      mustOpen: 'comment',
    });
    expect(values(anAsk({ commentRequired: true }))).toEqual([]);
  });

  it.each([
    ['risk', anAsk({ risk: 'high' })],
    ['sensitive', anAsk({ sensitive: true })],
    ['form', anAsk({ mode: 'text' })],
    ['form', anAsk({ mode: 'choice' })],
    ['options', anAsk({ options: ['a', 'b', 'c'].map((value) => ({ label: value, value })) })],
  ] as const)('has nothing to offer because of: %s', (mustOpen, ask) => {
    expect(quickAnswers(ask)).toEqual({ options: [], mustOpen });
  });
});
