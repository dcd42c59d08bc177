import { describe, expect, it } from 'vitest';
import { answerProblems } from '../../../src/shared/human-task/answer.ts';
import { anAsk } from '../../support/an-ask.ts';

describe('answerProblems', () => {
  it('takes an option of an approval and nothing else', () => {
    const ask = anAsk({ mode: 'approval' });
    expect(answerProblems(ask, { value: 'APPROVED' })).toEqual([]);
    expect(answerProblems(ask, { value: 'approved' })).toEqual([
      { pointer: '/value', message: 'Must be one of: APPROVED, REJECTED.' },
    ]);
    expect(answerProblems(ask, { value: { $ne: null } })).toHaveLength(1);
  });

  it('compares options by type: the text "1" is not the number 1', () => {
    const ask = anAsk({ mode: 'choice', options: [{ label: 'One', value: 1 }] });
    expect(answerProblems(ask, { value: 1 })).toEqual([]);
    expect(answerProblems(ask, { value: '1' })).toHaveLength(1);
  });

  it('takes true and false for a confirmation, and false counts as an answer', () => {
    const ask = anAsk({ mode: 'confirm' });
    expect(answerProblems(ask, { value: false })).toEqual([]);
    expect(answerProblems(ask, { value: 'false' })).toHaveLength(1);
  });

  it('names every wrong item of a multiple choice, and an option named twice', () => {
    const ask = anAsk({ mode: 'multiChoice', options: [{ label: 'A', value: 'a' }] });
    expect(answerProblems(ask, { value: ['a', 'x', 'y'] }).map((problem) => problem.pointer)).toEqual([
      '/value/1',
      '/value/2',
    ]);
    expect(answerProblems(ask, { value: ['a', 'a'] })).toEqual([
      { pointer: '/value', message: 'Names an option twice.' },
    ]);
    expect(answerProblems(ask, { value: 'a' })).toHaveLength(1);
  });

  it('wants an answer where one is required: blank text and empty lists are none', () => {
    expect(answerProblems(anAsk({ mode: 'text' }), { value: '  ' })).toHaveLength(1);
    expect(answerProblems(anAsk({ mode: 'text', required: false }), { value: '' })).toEqual([]);
    expect(answerProblems(anAsk({ mode: 'multiChoice' }), { value: [] })).toHaveLength(1);
    expect(answerProblems(anAsk({ mode: 'multiChoice', required: false }), {})).toEqual([]);
  });

  it('refuses a comment where none is taken, and wants one where it is required', () => {
    expect(answerProblems(anAsk({ allowComment: false }), { value: 'APPROVED', comment: 'x' })).toEqual([
      { pointer: '/comment', message: 'This task takes no comment.' },
    ]);
    expect(answerProblems(anAsk({ commentRequired: true }), { value: 'APPROVED', comment: ' ' })).toEqual([
      { pointer: '/comment', message: 'A comment is required for this answer.' },
    ]);
    const onlyToReject = anAsk({ commentRequired: ['REJECTED'] });
    expect(answerProblems(onlyToReject, { value: 'APPROVED' })).toEqual([]);
    expect(answerProblems(onlyToReject, { value: 'REJECTED' })).toHaveLength(1);
  });
});
