import { describe, expect, it } from 'vitest';
import { groupTasks, neighbourOf } from '../../../src/renderer/app/task-groups.ts';
import { aRow, friday, local } from './rows.ts';

const due = (taskAsstId: string, deadlineTs: string | null) => aRow({ taskAsstId, deadlineTs });

const idsByGroup = (groups: ReturnType<typeof groupTasks>) =>
  groups.map((group) => [group.label, group.items.map((row) => row.taskAsstId)]);

describe('groups of the inbox', () => {
  it('come in the order of urgency, without those that would be empty', () => {
    const rows = [
      due('later', local(2026, 6, 20)),
      due('none', null),
      due('today', local(2026, 5, 22, 17)),
      due('overdue', local(2026, 5, 22, 14)),
      due('week', local(2026, 5, 29, 23)),
    ];
    expect(idsByGroup(groupTasks(rows, 'inbox', friday))).toEqual([
      ['Overdue', ['overdue']],
      ['Today', ['today']],
      ['Next 7 days', ['week']],
      ['Later', ['later']],
      ['No due date', ['none']],
    ]);
    expect(idsByGroup(groupTasks([due('none', null)], 'inbox', friday))).toEqual([['No due date', ['none']]]);
  });

  it('keep the account’s order within a group', () => {
    const rows = [due('b', null), due('a', null), due('c', null)];
    expect(idsByGroup(groupTasks(rows, 'inbox', friday))).toEqual([['No due date', ['b', 'a', 'c']]]);
  });

  it('go by the day of the answer in the done view', () => {
    const done = (taskAsstId: string, completedTs: string) =>
      aRow({ taskAsstId, completedTs, answerLabel: 'Approve' });
    const rows = [
      done('today', local(2026, 5, 22, 9)),
      done('yesterday', local(2026, 5, 21, 23)),
      done('week', local(2026, 5, 16)),
      done('earlier', local(2026, 4, 1)),
    ];
    expect(idsByGroup(groupTasks(rows, 'done', friday))).toEqual([
      ['Today', ['today']],
      ['Yesterday', ['yesterday']],
      ['Last 7 days', ['week']],
      ['Earlier', ['earlier']],
    ]);
  });
});

describe('the task after an answered one', () => {
  const groups = groupTasks(
    [due('c', null), due('a', local(2026, 5, 22, 17)), due('b', local(2026, 5, 24))],
    'inbox',
    friday,
  );

  it('is the one below it, also across a heading', () => {
    expect(neighbourOf(groups, 'a')).toBe('b');
    expect(neighbourOf(groups, 'b')).toBe('c');
  });

  it('is the one above it at the end of the list', () => {
    expect(neighbourOf(groups, 'c')).toBe('b');
  });

  it('is none when it was the last', () => {
    expect(neighbourOf(groupTasks([due('only', null)], 'inbox', friday), 'only')).toBeNull();
  });
});
