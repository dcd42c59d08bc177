import { describe, expect, it } from 'vitest';
import { answerInFull, answerLabel } from '../../../src/renderer/features/task/answer-label.ts';
import { commentHint } from '../../../src/renderer/features/task/comment-hint.ts';
import { factsOf } from '../../../src/renderer/features/task/facts-of.ts';
import { decisionKey, optionKey } from '../../../src/renderer/features/task/option-keys.ts';
import { sharedSteps } from '../../../src/renderer/features/task/shared-steps.ts';
import { promptBody } from '../../../src/renderer/features/task/prompt-body.ts';
import { answerLabel as rowLabel } from '../../../src/shared/human-task/answer-label.ts';

const options = [
  { label: 'Approve', value: 'APPROVED' },
  { label: 'Reject', value: 'REJECTED' },
];

describe('the prompt below the title', () => {
  it('leaves out a first line that is the title, letter for letter', () => {
    expect(promptBody('Approve it?\n\nIt costs 5.', 'Approve it?')).toBe('It costs 5.');
    expect(promptBody('\n## Approve it?\nIt costs 5.', 'Approve it?')).toBe('It costs 5.');
    expect(promptBody('Approve it?', 'Approve it?')).toBe('');
  });

  it('keeps a first line that has more in it than the title shows', () => {
    const formatted = 'Approve [it](https://example.com)?\nNow.';
    expect(promptBody(formatted, 'Approve it?')).toBe(formatted);
    const long = `${'a'.repeat(200)}\nmore`;
    expect(promptBody(long, `${'a'.repeat(139)}…`)).toBe(long);
  });
});

describe('the comment rule', () => {
  it('names the answers that need a comment', () => {
    expect(commentHint({ mode: 'approval', options, commentRequired: ['REJECTED'] })).toBe(
      'Add a comment (required to reject)',
    );
    expect(
      commentHint({ mode: 'confirm', options: [{ label: 'No', value: false }], commentRequired: [false] }),
    ).toBe('Add a comment (required for “No”)');
  });

  it('says so when every answer or none needs one', () => {
    expect(commentHint({ mode: 'approval', options, commentRequired: true })).toBe(
      'Add a comment (required)',
    );
    expect(commentHint({ mode: 'approval', options, commentRequired: false })).toBe('Add a comment');
  });
});

describe('an answer in words', () => {
  it('uses the labels of its options', () => {
    expect(answerLabel({ options }, 'REJECTED')).toBe('Reject');
    expect(answerLabel({ options }, ['APPROVED', 'REJECTED'])).toBe('Approve, Reject');
  });

  it('shows what is no option as it is, and nothing as no answer', () => {
    expect(answerLabel({ options: [] }, 'free text')).toBe('free text');
    expect(answerLabel({ options: [] }, null)).toBe('No answer');
    expect(answerLabel({ options }, [])).toBe('No answer');
  });

  it('says the same as rows and notifications do', () => {
    for (const value of [true, 12345.5, '**two**\nlines', ['APPROVED', 7]])
      expect(answerLabel({ options }, value)).toBe(rowLabel({ options }, value));
  });

  it('is a text as it was written where there is room for it', () => {
    expect(answerInFull({ mode: 'text', options: [] }, '**two**\nlines')).toBe('**two**\nlines');
    expect(answerInFull({ mode: 'text', options: [] }, null)).toBe('No answer');
    expect(answerInFull({ mode: 'choice', options }, 'REJECTED')).toBe('Reject');
  });
});

describe('facts to decide on', () => {
  it('are those that the workflow’s author chose', () => {
    expect(factsOf({ contextSummary: { amount: 5 }, context: { amount: 5, secret: 1 } })).toEqual({
      amount: 5,
    });
  });

  it('are the plain values of the context where none were chosen, and not more than eight', () => {
    expect(
      factsOf({ contextSummary: {}, context: { amount: 5, lines: [1], vendor: { name: 'x' } } }),
    ).toEqual({
      amount: 5,
    });
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, index]));
    expect(Object.keys(factsOf({ contextSummary: {}, context: many }))).toHaveLength(8);
  });
});

describe('keys of options', () => {
  it('are A and R for the first two answers of a decision, then numbers', () => {
    expect([0, 1, 2, 8, 9].map(decisionKey)).toEqual(['a', 'r', '3', '9', null]);
  });

  it('are numbers in a list to choose from', () => {
    expect([0, 8, 9].map(optionKey)).toEqual(['1', '9', null]);
  });
});

describe('what every answer leads to', () => {
  const ends = { steps: [{ kind: 'completes' as const, title: 'Process completes' }] };
  const fails = { steps: [{ kind: 'faults' as const, title: 'Process completes' }] };

  it('is said once where the answer makes no difference', () => {
    expect(sharedSteps([ends, { ...ends }, { ...ends }])).toEqual(ends.steps);
  });

  it('is not said where one answer leads elsewhere, or there is only one', () => {
    expect(sharedSteps([ends, ends, fails])).toBeNull();
    expect(sharedSteps([ends])).toBeNull();
    expect(sharedSteps([])).toBeNull();
  });
});
