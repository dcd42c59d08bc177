import { describe, expect, it } from 'vitest';
import { mentionsIn } from '../../../../src/shared/human-task/mentions.ts';

const known = ['maya', 'sam', 'sam.smith', 'ada@example.org'];

describe('who is named in a text', () => {
  it.each([
    ['@sam, please', ['sam']],
    ['(@Maya)', ['maya']],
    ['Ask @sam.', ['sam']],
    ['Ask @sam.smith.', ['sam.smith']],
    ['@samuel is somebody else', []],
    ['@sam-anna too', []],
    ['write to x@maya.org', []],
    ['@ada@example.org and @maya', ['maya', 'ada@example.org']],
    ['@sam @sam @sam', ['sam']],
    ['nobody', []],
    ['@', []],
  ])('%j names %j', (text, named) => {
    expect(mentionsIn(text, known)).toEqual(named);
  });
});
