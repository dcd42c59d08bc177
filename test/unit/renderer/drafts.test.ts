import { describe, expect, it } from 'vitest';
import { createDraftStore, emptyDraft, hasContent } from '../../../src/renderer/app/drafts.ts';

describe('drafts', () => {
  it('are kept for each task while others are looked at', () => {
    const drafts = createDraftStore();
    drafts.change('first', { comment: 'Too expensive' });
    drafts.change('second', { value: ['a'] });
    expect(drafts.get('first').comment).toBe('Too expensive');
    expect(drafts.get('second').value).toEqual(['a']);
    expect(drafts.get('third')).toBe(emptyDraft);
  });

  it('change field by field', () => {
    const drafts = createDraftStore();
    drafts.change('task', { value: 'text' });
    drafts.change('task', { comment: 'why' });
    expect(drafts.get('task')).toEqual({ value: 'text', comment: 'why', intent: null });
  });

  it('are gone once they are discarded, and say so once', () => {
    const drafts = createDraftStore();
    let told = 0;
    drafts.change('task', { value: 'text' });
    drafts.subscribe(() => (told += 1));
    drafts.discard('task');
    drafts.discard('task');
    expect(drafts.get('task')).toBe(emptyDraft);
    expect(told).toBe(1);
  });

  it('give the same object until they change, so that React draws once', () => {
    const drafts = createDraftStore();
    drafts.change('task', { value: 'text' });
    expect(drafts.get('task')).toBe(drafts.get('task'));
  });

  it('have content when someone would miss them', () => {
    expect(hasContent(emptyDraft)).toBe(false);
    expect(hasContent({ ...emptyDraft, comment: '  ' })).toBe(false);
    expect(hasContent({ ...emptyDraft, intent: 'REJECTED' })).toBe(false);
    expect(hasContent({ ...emptyDraft, comment: 'why' })).toBe(true);
    expect(hasContent({ ...emptyDraft, value: false })).toBe(true);
  });
});
