import { expect, it } from 'vitest';
import { goneReason, goneTitle } from '../../../src/renderer/features/task/assignment-words.ts';
import type { UserId } from '../../../src/shared/ids.ts';

const place = {
  taskStatusCode: 'W' as const,
  assigneeId: 'bob' as UserId,
  assigneeName: 'Bob Berg',
  unassignedReason: 'left_role',
};

it('[H97] a place that was taken away says whose it was, to others than them', () => {
  expect(goneTitle(place, 'bob')).toBe('This task is no longer waiting for you');
  expect(goneTitle(place, 'maya')).toBe('This task is no longer waiting for Bob Berg');
  expect(goneTitle({ ...place, assigneeName: null }, 'maya')).toBe('This task is no longer waiting for bob');
  expect(goneTitle({ ...place, assigneeId: null }, 'maya')).toBe('This place is no longer in use');
  expect(goneTitle({ ...place, taskStatusCode: 'X' }, 'maya')).not.toContain('waiting');
});

it('[H97] and why, in words that fit who reads them', () => {
  expect(goneReason(place, 'bob')).toBe('You are no longer in the role that was asked.');
  expect(goneReason(place, 'maya')).toBe('They are no longer in the role that was asked.');
  expect(goneReason({ ...place, unassignedReason: 'reassigned' }, 'maya')).toBe(
    'Somebody else is asked now.',
  );
  expect(goneReason({ ...place, unassignedReason: 'never heard of' }, 'maya')).toBeUndefined();
});
