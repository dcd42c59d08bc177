import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import type { RetryPolicy } from '../definition/retry-policy.ts';
import type { Use } from '../definition/use.ts';
import { isTrue } from './switch.ts';
import type { TaskScope } from './task-type.ts';
import type { TryTask } from './try-definition.ts';

/** The retry policy of a try, its reference resolved; undefined: it has none. */
export function policyOf(task: TryTask, use: Use): RetryPolicy | undefined {
  const { retry } = task.catch;
  if (typeof retry !== 'string') return retry;
  const policy = use.retries?.[retry];
  if (policy === undefined) throw new Error('use.retries lacks a policy that loading let pass');
  return policy;
}

/**
 * When an attempt that failed is made again, or null: the policy is used up or does not want to. `limit.attempt.count` counts the
 * attempts after the first; `when` and `exceptWhen` see the error as a catch does; `limit.duration` runs from the beginning of the try and is not overstepped by the pause.
 */
export async function nextAttempt(
  policy: RetryPolicy,
  task: TryTask,
  scope: TaskScope,
  attempt: number,
  error: ProblemDetails,
): Promise<Instant | null> {
  const thrown = { ...error } as Json;
  const on = { input: thrown, variables: { [task.catch.as ?? 'error']: thrown } };
  if (policy.when !== undefined && !isTrue(await scope.expression(policy.when, on))) return null;
  if (policy.exceptWhen !== undefined && isTrue(await scope.expression(policy.exceptWhen, on))) return null;
  const { limit } = policy;
  if (limit?.attempt?.count !== undefined && attempt > limit.attempt.count) return null;
  const now = scope.now();
  const until = now + (await pauseBefore(policy, scope, attempt));
  if (limit?.duration === undefined) return until;
  const last = await scope.after(scope.instance.startedAt, limit.duration);
  return until <= last ? until : null;
}

/** More than any retry is worth waiting for; keeps a doubled pause from leaving the calendar. */
const longestPauseMs = 366 * 24 * 3_600_000;

/** In milliseconds. The first pause is `delay`; it stays, grows by `delay` or doubles. Jitter is drawn once and recorded. */
async function pauseBefore(policy: RetryPolicy, scope: TaskScope, attempt: number): Promise<number> {
  const delay = policy.delay === undefined ? 0 : await milliseconds(scope, policy.delay);
  const { backoff, jitter } = policy;
  const grown =
    backoff !== undefined && 'linear' in backoff
      ? delay * attempt
      : backoff !== undefined && 'exponential' in backoff
        ? delay * 2 ** (attempt - 1)
        : delay;
  if (jitter === undefined) return Math.min(grown, longestPauseMs);
  const from = await milliseconds(scope, jitter.from);
  const to = await milliseconds(scope, jitter.to);
  return Math.min(grown + from + Math.round(scope.host.random() * Math.max(0, to - from)), longestPauseMs);
}

async function milliseconds(scope: TaskScope, duration: RetryPolicy['delay'] & {}): Promise<number> {
  const now = scope.now();
  return (await scope.after(now, duration)) - now;
}
