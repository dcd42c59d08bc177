import { timestamp } from '../clock.ts';
import { CountersignError } from '../errors.ts';
import type { AskTaskState } from './assignment-state.ts';

/** Somebody has answered before: who decided what, for whoever came too late. */
export function staleTask(task: AskTaskState): CountersignError {
  return new CountersignError('STALE_TASK', {
    details: {
      decision: {
        completedUser: task.completedUser ?? '',
        completedTs: timestamp(task.completedAt ?? 0),
        value: task.answer?.value ?? null,
      },
    },
  });
}
