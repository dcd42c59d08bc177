import { ORPCError } from '@orpc/client';
import { describe, expect, test } from 'vitest';
import { summaryNotification, taskNotification } from '../../../src/main/notify/content.ts';
import { refusalOf } from '../../../src/main/notify/refusal.ts';
import { anAsk } from '../../support/an-ask.ts';
import { aHumanTask } from '../../support/desktop/a-human-task.ts';

describe('the notification of a task', () => {
  test('has the title, the prompt as plain text, the workflow and a button per answer', () => {
    const task = aHumanTask({ ask: anAsk({ prompt: '**Review** the [request](https://example.org).' }) });
    const { notification, answers } = taskNotification(task);
    expect(notification).toEqual({
      key: task.taskAsstId,
      title: 'Request approval',
      body: 'Review the request.\nHuman approval',
      actions: [
        { id: 'answer-0', label: 'Approve' },
        { id: 'answer-1', label: 'Reject' },
      ],
      urgency: 'normal',
    });
    expect([...answers]).toEqual([
      ['answer-0', 'APPROVED'],
      ['answer-1', 'REJECTED'],
    ]);
  });

  test.each([
    ['high risk', anAsk({ risk: 'high' })],
    ['a choice', anAsk({ mode: 'choice', options: [{ label: 'One', value: 1 }] })],
    ['a text', anAsk({ mode: 'text' })],
    ['a comment on every answer', anAsk({ commentRequired: true })],
  ])('offers only to open a task with %s', (_what, ask) => {
    const { notification, answers } = taskNotification(aHumanTask({ ask }));
    expect(notification.actions).toEqual([{ id: 'open', label: 'Open' }]);
    expect(answers.size).toBe(0);
  });

  test('offers the answers that need no comment, and to open it for the others', () => {
    const { notification, answers } = taskNotification(
      aHumanTask({ ask: anAsk({ commentRequired: ['REJECTED'] }) }),
    );
    expect(notification.actions.map((action) => action.label)).toEqual(['Approve', 'Open']);
    expect([...answers.values()]).toEqual(['APPROVED']);
  });

  test('says nothing about a sensitive task', () => {
    const { notification, answers } = taskNotification(aHumanTask({ ask: anAsk({ sensitive: true }) }));
    expect(notification).toMatchObject({ title: 'A task waits for you', body: '' });
    expect(notification.actions.map((action) => action.label)).toEqual(['Open']);
    expect(answers.size).toBe(0);
  });

  test('a high risk stands out', () => {
    expect(taskNotification(aHumanTask({ ask: anAsk({ risk: 'high' }) })).notification.urgency).toBe(
      'critical',
    );
  });

  test('a long prompt ends with an ellipsis, and a title is not said twice', () => {
    const long = taskNotification(aHumanTask({ ask: anAsk({ prompt: 'word '.repeat(200) }) }));
    expect(long.notification.body.split('\n')[0]).toMatch(/^.{1,279}…$/);
    const same = taskNotification(aHumanTask({ title: 'Ship it?', ask: anAsk({ prompt: 'Ship it?' }) }));
    expect(same.notification.body).toBe('Human approval');
  });

  test('a summary counts', () => {
    expect(summaryNotification(12).title).toBe('12 tasks wait for you');
  });
});

describe('a refused answer', () => {
  test('says who decided what when somebody was faster', () => {
    const decision = { completedUser: 'noor', completedTs: '2026-05-22T14:30:00.000Z', value: 'REJECTED' };
    const refusal = refusalOf(new ORPCError('STALE_TASK', { data: { decision } }));
    expect(refusal).toEqual({
      code: 'STALE_TASK',
      title: 'This task has already been answered',
      body: 'noor answered: REJECTED',
    });
  });

  test('says what to do when the task has to be opened', () => {
    const refusal = refusalOf(new ORPCError('ANSWER_ELSEWHERE', { data: {} }));
    expect(refusal.title).toBe('This task cannot be answered from a notification');
    expect(refusal.body).toMatch(/^Open it/);
  });

  test('an error that nobody foresaw is told without its text', () => {
    const refusal = refusalOf(new Error('secret content'));
    expect(refusal.code).toBe('INTERNAL');
    expect(refusal.body).not.toContain('secret');
  });
});
