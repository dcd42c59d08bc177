import { describe, expect, it } from 'vitest';
import {
  heldAnswers,
  labelOf,
  outcomeTitle,
  ownAnswer,
  problemInWords,
  rightsOf,
  untilHoldEnds,
} from '../../../../src/renderer/app/outbox-words.ts';
import { entriesIn } from '../../../../src/renderer/features/queue/entries-in.ts';
import { OutboxState } from '../../../../src/shared/contract/accounts.ts';
import { friday } from '../rows.ts';
import { anEntry, minutesAgo } from './samples.ts';

describe('what one may do about an entry', () => {
  const may = (change: Parameters<typeof anEntry>[0]) =>
    Object.entries(rightsOf(anEntry(change))).flatMap(([right, has]) => (has ? [right] : []));

  it('is to change or take back what has not left', () => {
    expect(may({ state: 'held' })).toEqual(['retry', 'edit', 'withdraw']);
    expect(may({ state: 'queued' })).toEqual(['retry', 'edit', 'withdraw']);
  });

  it('is nothing while it may have arrived, and nothing once it is settled', () => {
    expect(may({ state: 'sending' })).toEqual([]);
    expect(may({ state: 'delivered' })).toEqual([]);
    expect(may({ state: 'withdrawn' })).toEqual([]);
  });

  it('is to be done with what came too late, once', () => {
    expect(may({ state: 'conflict' })).toEqual(['dismiss', 'postAsComment']);
    expect(may({ state: 'conflict', dismissed: true })).toEqual([]);
  });

  it('is never to edit or post what is no answer', () => {
    for (const state of OutboxState.options) {
      const rights = may({ state, action: 'claimHumanTask', label: null, response: null });
      expect(rights).not.toContain('edit');
      expect(rights).not.toContain('postAsComment');
    }
  });
});

describe('an entry in words', () => {
  it('is its answer, or what else was done', () => {
    expect(labelOf(anEntry())).toBe('Approve');
    expect(labelOf(anEntry({ action: 'uploadFile', label: null }))).toBe('File');
  });

  it('says of everything that did not arrive what it was', () => {
    expect(outcomeTitle(anEntry({ state: 'conflict' }))).toBe('Your answer came too late');
    expect(outcomeTitle(anEntry({ state: 'refused', action: 'claimHumanTask' }))).toBe('Claim was refused');
  });

  it('says why it was refused and what to do, by the closed list of errors', () => {
    const lastError = { type: 't', status: 403, title: 'This user may not do that', code: 'FORBIDDEN' };
    expect(problemInWords(anEntry({ lastError }))).toEqual([
      'This user may not do that.',
      'Ask the assignee or an administrator.',
    ]);
    expect(problemInWords(anEntry({ lastError: { ...lastError, code: 'toString' } }))).toEqual([
      'This user may not do that.',
    ]);
    expect(problemInWords(anEntry())).toEqual([]);
  });
});

describe('one’s own answer', () => {
  it('is the label of an option, with the comment', () => {
    expect(ownAnswer({ label: 'Approve', response: { value: 'APPROVED', comment: 'Fine' } })).toEqual({
      headline: 'Approve',
      facts: null,
      comment: 'Fine',
    });
  });

  it('is the whole text where its label is shortened', () => {
    const text = `${'word '.repeat(400)}end`;
    expect(ownAnswer({ label: 'word word…', response: { value: text } }).headline).toBe(text);
  });

  it('is every field of a form, and of one beside an option both', () => {
    expect(ownAnswer({ label: 'Amount: 5', response: { value: { amount: 5 } } })).toEqual({
      headline: null,
      facts: { amount: 5 },
      comment: null,
    });
    expect(ownAnswer({ label: 'Grant', response: { value: 'GRANT', fields: { budget: 'A' } } })).toEqual({
      headline: 'Grant',
      facts: { budget: 'A' },
      comment: null,
    });
  });
});

describe('answers that are held', () => {
  const held = (id: string, written: number, until: number) =>
    anEntry({
      entryId: id,
      state: 'held',
      writtenTs: minutesAgo(written),
      heldUntilTs: minutesAgo(-until),
    });

  it('are undone from the last one backwards', () => {
    expect(heldAnswers([held('a', 2, 1), anEntry(), held('b', 1, 1)]).map(({ entryId }) => entryId)).toEqual([
      'b',
      'a',
    ]);
  });

  it('are looked at again when the first of them is held no more', () => {
    expect(untilHoldEnds([held('a', 2, 3), held('b', 1, 1)], friday)).toBe(60_000);
    expect(untilHoldEnds([held('a', 2, -1)], friday)).toBe(0);
    expect(untilHoldEnds([anEntry()], friday)).toBeNull();
  });
});

describe('the queue', () => {
  const open = anEntry({ entryId: 'open' });
  const late = anEntry({ entryId: 'late', state: 'conflict', endedTs: minutesAgo(1) });
  const seen = anEntry({ entryId: 'seen', state: 'conflict', endedTs: minutesAgo(3), dismissed: true });
  const done = anEntry({ entryId: 'done', state: 'delivered', endedTs: minutesAgo(4) });
  const ids = (filter: 'open' | 'ended') =>
    entriesIn([open, late, seen, done], filter).map(({ entryId }) => entryId);

  it('has what needs a look on top of what is on its way', () => {
    expect(ids('open')).toEqual(['late', 'open']);
  });

  it('has everything exactly once', () => {
    expect([...ids('open'), ...ids('ended')].toSorted()).toEqual(['done', 'late', 'open', 'seen']);
  });
});
