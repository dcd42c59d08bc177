import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import { catches } from './catch-filter.ts';
import { nextAttempt, policyOf } from './retry.ts';
import type { ListResult, TaskResult, TaskScope, TaskType } from './task-type.ts';
import { checkTry, TryTask } from './try-definition.ts';

/** Where a try stands. */
export type TryProgress =
  | { readonly phase: 'try'; readonly attempt: number; readonly until: Instant | null }
  | { readonly phase: 'retry'; readonly attempt: number; readonly error: ProblemDetails }
  | { readonly phase: 'catch'; readonly attempt: number; readonly error: ProblemDetails };

/**
 * Runs tasks and takes the errors that its filter lets through: tries again by its policy, and when that is used up runs its
 * handler. Each attempt has tasks of its own (`try#2`), so that what the one before did stays on record.
 */
export const tryType: TaskType<TryTask> = {
  kind: 'try',
  schema: TryTask,
  check: checkTry,
  async run(task, scope) {
    for (;;) {
      const progress =
        (scope.instance.progress as unknown as TryProgress | undefined) ?? (await firstAttempt(task, scope));
      if (progress.phase === 'catch') return handle(task, scope, progress.error);
      if (progress.phase === 'retry') {
        const { wait } = scope.instance;
        if (wait?.kind === 'retry' && !scope.isDue(wait.until)) return { kind: 'waiting', wait };
        await beginAttempt(task, scope, progress.attempt);
        continue;
      }
      const result = await attempt(task, scope, progress);
      if (result !== null) return result;
    }
  },
};

async function firstAttempt(task: TryTask, scope: TaskScope): Promise<TryProgress> {
  return beginAttempt(task, scope, 1);
}

async function beginAttempt(task: TryTask, scope: TaskScope, attempt: number): Promise<TryProgress> {
  const longest = policyOf(task, scope.use)?.limit?.attempt?.duration;
  const until = longest === undefined ? null : await scope.after(scope.now(), longest);
  return record(scope, { phase: 'try', attempt, until });
}

function record(scope: TaskScope, progress: TryProgress): TryProgress {
  scope.record({ progress: progress as unknown as Json });
  return progress;
}

/** @returns null when it failed in a way that is caught: what comes next is recorded */
async function attempt(
  task: TryTask,
  scope: TaskScope,
  { attempt: number, until }: TryProgress & { phase: 'try' },
): Promise<TaskResult | null> {
  try {
    if (until !== null && scope.isDue(until)) {
      scope.cancelInside('timeout', attemptKey(number));
      throw tooLong(scope);
    }
    const result = await scope.list('try', task.try, {}, number);
    if (result.kind === 'waiting') return { ...result, wait: null, ...(until === null ? {} : { until }) };
    return outputOf(result);
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    scope.cancelInside('failed', attemptKey(number));
    return caught(task, scope, number, error);
  }
}

/** Under which name the tasks of an attempt are recorded. */
export function attemptKey(attempt: number): string {
  return attempt > 1 ? `try#${attempt}` : 'try';
}

function tooLong(scope: TaskScope): WorkflowError {
  return new WorkflowError({
    ...standardErrors.timeout,
    detail: 'The attempt did not end in the time it has.',
    instance: scope.instance.path,
  });
}

/** @throws WorkflowError the same one, when this try does not take it */
async function caught(
  task: TryTask,
  scope: TaskScope,
  number: number,
  error: WorkflowError,
): Promise<TaskResult | null> {
  const { problem } = error;
  if (!(await catches(task, scope, problem))) throw error;
  const policy = policyOf(task, scope.use);
  // Where no task can begin any more, attempts would be made for ever.
  const ends = policy === undefined || scope.isFull();
  const until = ends ? null : await nextAttempt(policy, task, scope, number, problem);
  if (until !== null) {
    record(scope, { phase: 'retry', attempt: number + 1, error: problem });
    return {
      kind: 'waiting',
      wait: { kind: 'retry', since: scope.now(), until, attempt: number + 1, error: problem },
    };
  }
  // A policy that is used up, and nothing to handle what it could not mend: the error stands.
  if (policy !== undefined && task.catch.do === undefined) throw error;
  record(scope, { phase: 'catch', attempt: number, error: problem });
  return null;
}

/** Without a handler what was caught is passed over: the flow goes on with the input of the try. */
async function handle(task: TryTask, scope: TaskScope, error: ProblemDetails): Promise<TaskResult> {
  const { as = 'error', do: handler } = task.catch;
  if (handler === undefined) return { kind: 'output', output: scope.instance.input };
  const result = await scope.list('catch/do', handler, { variables: { [as]: { ...error } as Json } });
  return result.kind === 'waiting' ? { kind: 'waiting', wait: null } : outputOf(result);
}

function outputOf({ output, context, ends }: ListResult & { kind: 'output' }): TaskResult {
  return { kind: 'output', output, context, ...(ends ? { next: 'end' } : {}) };
}
