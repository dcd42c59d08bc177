import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHeld, rememberRows, withHeldRows, type SeenRows } from '../../../../src/renderer/app/held-rows.ts';
import { aRow } from '../rows.ts';
import { anEntry } from './samples.ts';

const rowsOf = (ids: readonly string[]) => ids.map((taskAsstId) => aRow({ taskAsstId }));
const held = (taskAsstId: string) => anEntry({ entryId: `entry-${taskAsstId}`, taskAsstId, state: 'held' });

/** What is shown after those of `answered` have left a list that was seen as `before`. */
function shown(before: string, answered: string, after = before): string {
  const seen: SeenRows = new Map();
  rememberRows(seen, rowsOf(before.split('')));
  const left = rowsOf(after.split('').filter((id) => !answered.includes(id)));
  return withHeldRows(left, seen, answered.split('').map(held))
    .map(({ taskAsstId }) => taskAsstId)
    .join('');
}

describe('rows that were answered and can still be undone', () => {
  it('stay where they stood: first, in the middle, last, and several in a row', () => {
    expect(shown('abcd', 'a')).toBe('abcd');
    expect(shown('abcd', 'c')).toBe('abcd');
    expect(shown('abcd', 'd')).toBe('abcd');
    expect(shown('abcd', 'cb')).toBe('abcd');
    expect(shown('abcd', 'abcd')).toBe('abcd');
  });

  it('keep their place among rows that came and went meanwhile', () => {
    expect(shown('abcd', 'c', 'xabcd')).toBe('xabcd');
    expect(shown('abcd', 'c', 'acd')).toBe('acd');
  });

  it('stand where they stood, whatever was answered in whatever order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray('abcdefgh'.split('')), (answered) => {
        expect(shown('abcdefgh', answered.join(''))).toBe('abcdefgh');
      }),
    );
  });

  it('say what was answered, and cannot be answered again by a key', () => {
    const seen: SeenRows = new Map();
    const row = aRow({ unread: true, quickAnswers: [{ label: 'Approve', value: 'APPROVED' }] });
    rememberRows(seen, [row]);
    const [kept] = withHeldRows([], seen, [held(row.taskAsstId)]);
    expect(kept).toMatchObject({ answerLabel: 'Approve', quickAnswers: [], unread: false });
    expect(kept !== undefined && isHeld(kept)).toBe(true);
    expect(isHeld(row)).toBe(false);
  });

  it('are not invented: what was never in the list is not put there', () => {
    expect(withHeldRows(rowsOf(['a']), new Map(), [held('b')])).toHaveLength(1);
  });

  it('come to an end when two rows have changed places meanwhile', () => {
    const seen: SeenRows = new Map();
    rememberRows(seen, rowsOf(['a', 'b']));
    rememberRows(seen, rowsOf(['b']));
    const rows = withHeldRows([], seen, [held('a'), held('b')]);
    expect(rows.map(({ taskAsstId }) => taskAsstId).toSorted()).toEqual(['a', 'b']);
  });
});
