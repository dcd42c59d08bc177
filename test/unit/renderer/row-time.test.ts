import { describe, expect, it } from 'vitest';
import { rowTime } from '../../../src/renderer/features/inbox/row-time.ts';
import { aRow, friday, local } from './rows.ts';

const timeOf = (change: Parameters<typeof aRow>[0]) => rowTime(aRow(change), friday, 'en-GB');

describe('the time at the right of a row', () => {
  it('is urgent when the task is overdue, and says by how much', () => {
    expect(timeOf({ deadlineTs: local(2026, 5, 22, 11, 30) })).toMatchObject({
      text: 'Overdue 3 h',
      urgent: true,
    });
  });

  it('is urgent when the task is due today, and says when', () => {
    expect(timeOf({ deadlineTs: local(2026, 5, 22, 17) })).toMatchObject({ text: 'Due 17:00', urgent: true });
  });

  it('is calm when the task is due another day', () => {
    expect(timeOf({ deadlineTs: local(2026, 5, 23, 9) })).toMatchObject({ text: 'Tomorrow', urgent: false });
  });

  it('is how long the task has been waiting when it has no deadline', () => {
    expect(timeOf({ assignedTs: local(2026, 5, 22, 12, 30) })).toMatchObject({
      text: '2 h',
      meaning: 'Waiting since',
    });
  });

  it('is when it was answered, once it is, whatever its deadline was', () => {
    const answered = {
      deadlineTs: local(2026, 5, 20),
      answerLabel: 'Approve',
      completedTs: local(2026, 5, 22, 9),
    };
    expect(timeOf(answered)).toMatchObject({ text: '9:00', meaning: 'Answered', urgent: false });
  });
});
