import { describe, expect, it } from 'vitest';
import { CountersignError } from '../../../../src/shared/errors.ts';
import type { Actor } from '../../../../src/shared/human-task/actor.ts';
import type { AskTaskState, AssignmentState } from '../../../../src/shared/human-task/assignment-state.ts';
import { mustBeCompletable, settle } from '../../../../src/shared/human-task/settle.ts';
import type { AssignmentId, TaskId, UserId } from '../../../../src/shared/ids.ts';
import { createSchemas } from '../../../../src/shared/json-schema/schemas.ts';
import { anAsk } from '../../../support/an-ask.ts';

const now = Date.UTC(2026, 4, 22, 14, 30);
const taskId = 'task' as TaskId;
const schemas = createSchemas();

function actor(userId: string, ...permissions: string[]): Actor {
  return { userId: userId as UserId, permissions: new Set(permissions) };
}

function assignment(
  id: string,
  assigneeId: string,
  different: Partial<AssignmentState> = {},
): AssignmentState {
  return {
    id: id as AssignmentId,
    taskId,
    assigneeId: assigneeId as UserId,
    status: 'ASSIGNED',
    active: true,
    roleId: null,
    claimedBy: null,
    claimedAt: null,
    claimExpiresAt: null,
    ...different,
  };
}

function task(different: Partial<AskTaskState> = {}): AskTaskState {
  return {
    id: taskId,
    status: 'W',
    ask: anAsk(),
    answer: null,
    completedUser: null,
    completedAt: null,
    ...different,
  };
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
  throw new Error('Nothing was refused');
}

const mine = assignment('a', 'maya');
const theirs = assignment('b', 'ola');
const approve = { value: 'APPROVED' };

describe('settle', () => {
  it('completes the chosen assignment and cancels the siblings that are still open', () => {
    const gone = assignment('c', 'per', { active: false, status: 'CANCELLED' });
    expect(settle(mine, task(), [mine, theirs, gone], actor('maya'), approve, now, schemas)).toEqual({
      answer: { value: 'APPROVED', submittedAt: '2026-05-22T14:30:00.000Z' },
      completedUser: 'maya',
      actor: 'maya',
      completed: 'a',
      cancelled: ['b'],
    });
  });

  it('refuses a user who is neither the assignee nor allowed to override', () => {
    expect(refusal(() => settle(mine, task(), [mine], actor('ola'), approve, now, schemas))).toBe(
      'FORBIDDEN',
    );
  });

  it('records actor and effective user when an administrator stands in', () => {
    for (const permission of ['workflow.task.override', 'portal.admin']) {
      const settled = settle(mine, task(), [mine], actor('root', permission), approve, now, schemas);
      expect([settled.actor, settled.completedUser]).toEqual(['root', 'maya']);
    }
  });

  it('refuses a task that is no ask', () => {
    expect(
      refusal(() => settle(mine, task({ ask: null }), [mine], actor('maya'), approve, now, schemas)),
    ).toBe('NOT_AN_ASK');
  });

  it('tells the loser of two answers who decided what', () => {
    const answered = task({
      status: 'C',
      answer: { value: 'REJECTED', submittedAt: '2026-05-22T14:29:00Z' },
      completedUser: 'ola' as UserId,
      completedAt: now - 60_000,
    });
    expect(() => settle(mine, answered, [mine], actor('maya'), approve, now, schemas)).toThrow(
      expect.objectContaining({
        code: 'STALE_TASK',
        details: expect.objectContaining({
          decision: { completedUser: 'ola', completedTs: '2026-05-22T14:29:00.000Z', value: 'REJECTED' },
        }),
      }),
    );
  });

  it.each(['COMPLETED', 'RELEASED', 'CANCELLED', 'EXPIRED'] as const)(
    'refuses an assignment that is %s',
    (status) => {
      const ended = assignment('a', 'maya', { status, active: false });
      expect(refusal(() => settle(ended, task(), [ended], actor('maya'), approve, now, schemas))).toBe(
        'ASSIGNMENT_INACTIVE',
      );
    },
  );

  it('respects the claim of somebody else who is asked, until its time is up', () => {
    const claimed = assignment('b', 'ola', {
      status: 'CLAIMED',
      claimedBy: 'ola' as UserId,
      claimedAt: now - 1,
      claimExpiresAt: now + 1,
    });
    const all = [mine, claimed];
    expect(refusal(() => settle(mine, task(), all, actor('maya'), approve, now, schemas))).toBe(
      'CLAIMED_BY_OTHER',
    );
    expect(settle(claimed, task(), all, actor('ola'), approve, now, schemas).completed).toBe('b');
    expect(settle(mine, task(), all, actor('maya'), approve, now + 1, schemas).completed).toBe('a');
  });

  it('checks the answer last, and trims its comment', () => {
    expect(refusal(() => settle(mine, task(), [mine], actor('maya'), { value: 'MAYBE' }, now, schemas))).toBe(
      'ANSWER_INVALID',
    );
    const settled = settle(
      mine,
      task(),
      [mine],
      actor('maya'),
      { ...approve, comment: ' Fine. ' },
      now,
      schemas,
    );
    expect(settled.answer.comment).toBe('Fine.');
  });
});

describe('who may answer when', () => {
  it('the assignee may', () => {
    expect(mustBeCompletable(mine, task(), [mine], actor('maya'), now).ask).toEqual(task().ask);
  });

  it.each<[string, Parameters<typeof mustBeCompletable>[0], AskTaskState, string, string]>([
    ['somebody else', mine, task(), 'ola', 'FORBIDDEN'],
    ['the assignee of a task that has ended', mine, task({ status: 'C' }), 'maya', 'ASSIGNMENT_INACTIVE'],
    ['one whose assignment has ended', { ...mine, active: false }, task(), 'maya', 'ASSIGNMENT_INACTIVE'],
    ['anybody, where nobody holds it', { ...mine, assigneeId: null }, task(), 'maya', 'FORBIDDEN'],
  ])('%s may not', (_, place, state, userId, code) => {
    expect(refusal(() => mustBeCompletable(place, state, [place], actor(userId), now))).toBe(code);
  });
});
