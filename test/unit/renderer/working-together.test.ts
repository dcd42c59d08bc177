import { describe, expect, it } from 'vitest';
import { mentionAt, withMention } from '../../../src/renderer/features/task/discussion/mention-at.ts';

describe('naming somebody while one writes', () => {
  it.each([
    ['Ask @ol', 7, { from: 4, typed: 'ol' }],
    ['@', 1, { from: 0, typed: '' }],
    ['(@maya.silva', 12, { from: 1, typed: 'maya.silva' }],
    ['mail me@work', 12, null],
    ['@olga said', 10, null],
  ])('%j with the caret at %i', (text, caret, expected) => {
    expect(mentionAt(text, caret)).toEqual(expected);
  });

  it('puts the whole name in place of its beginning and goes on after it', () => {
    const text = 'Ask @ol about it';
    const started = mentionAt(text, 7);
    expect(started).not.toBeNull();
    expect(withMention(text, started ?? { from: 0, typed: '' }, 'olga')).toEqual({
      text: 'Ask @olga about it',
      caret: 10,
    });
  });
});
