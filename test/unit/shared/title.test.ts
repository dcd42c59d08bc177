import { describe, expect, it } from 'vitest';
import { answerLabel } from '../../../src/shared/human-task/answer-label.ts';
import { humanize, plainText, titleFromPrompt } from '../../../src/shared/human-task/title.ts';
import { anAsk } from '../../support/an-ask.ts';

describe('titles', () => {
  it('are the first line of the prompt without its marks', () => {
    expect(titleFromPrompt('\n## Approve **this** [claim](https://example.org)\n\nMore')).toBe(
      'Approve this claim',
    );
  });

  it('are cut where they are too long for a row', () => {
    const title = titleFromPrompt('word '.repeat(60));
    expect(title.length).toBeLessThanOrEqual(140);
    expect(title.endsWith('…')).toBe(true);
  });

  it('keep names with underscores and stars that are no marks', () => {
    expect(plainText('snake_case_name and 2 * 3 * 4')).toBe('snake_case_name and 2 * 3 * 4');
  });

  it.each([
    ['requestApproval', 'Request approval'],
    ['request-approval', 'Request approval'],
    ['cost_centre', 'Cost centre'],
  ])('read %s as %s', (name, words) => expect(humanize(name)).toBe(words));
});

describe('answerLabel', () => {
  it('says an answer in the words of its options', () => {
    expect(answerLabel(anAsk(), 'APPROVED')).toBe('Approve');
    expect(answerLabel(anAsk({ mode: 'confirm' }), false)).toBe('No');
    expect(answerLabel(anAsk({ mode: 'multiChoice', options: [{ label: 'A', value: 1 }] }), [1, 2])).toBe(
      'A, 2',
    );
    expect(answerLabel(anAsk({ mode: 'text' }), 'two\nlines')).toBe('two lines');
    expect(answerLabel(anAsk({ mode: 'text' }), null)).toBe('No answer');
  });

  it('says the fields of a form by their titles, or by their names', () => {
    const ask = anAsk({
      mode: 'object',
      options: [],
      schema: { properties: { approvedLimit: { title: 'New limit' }, toString: true } },
    });
    expect(answerLabel(ask, { approvedLimit: 5000, validUntil: '2026-06-30', tags: ['a'] })).toBe(
      'New limit: 5000, Valid until: 2026-06-30, Tags: ["a"]',
    );
    expect(answerLabel(ask, {})).toBe('Nothing filled in');
    expect(answerLabel(ask, { text: 'x'.repeat(500) }).length).toBeLessThanOrEqual(300);
  });
});
