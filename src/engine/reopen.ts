import type { Instant } from '../shared/clock.ts';
import type { Begun, TaskInstance, TaskPath } from './process-state.ts';
import { attemptKey, type TryProgress } from './tasks/try.ts';

/** What has to change so that a process which has failed goes on from where it failed. */
export interface Reopening {
  /**
   * The task that failed by itself; whoever asked for it may have named one around it. Null: the process failed by itself, over
   * its input, its output or its time.
   */
  readonly failed: TaskInstance | null;
  /** Their records make way: at their paths tasks begin anew. */
  readonly retired: readonly TaskInstance[];
  /** They go on from where they stood. */
  readonly reopened: readonly TaskInstance[];
}

/** They arrange other tasks and have recorded how far they have come. */
const arranging = new Set<TaskInstance['kind']>(['do', 'for', 'fork', 'try', 'listen']);

/**
 * Finds the failure that ended a process, among its failed and cancelled tasks in the order in which they began, and what has to
 * be undone of it: the task that failed and those that were cancelled beside it begin anew; what is around them goes on, with
 * as much time as it had. What has completed stays and is not done again.
 * @param at every record of the process, which has failed
 */
export function reopen(
  ended: readonly TaskInstance[],
  at: (path: TaskPath) => TaskInstance | undefined,
  now: Instant,
): Reopening {
  const around = (path: TaskPath) => enclosing(path, at);
  const failed = ended.findLast(
    ({ status, path }) =>
      status === 'faulted' && around(path).every((task) => task.status === 'faulted' && isOn(task, path)),
  );
  const failedWith = failed === undefined ? [] : around(failed.path);
  const failure = new Set([...(failed === undefined ? [] : [failed]), ...failedWith].map(({ path }) => path));
  const cancelled = ended.filter(({ status, path }) => {
    const outer = around(path);
    return (
      status === 'cancelled' &&
      // Beside the task that failed, or with a process that failed by itself.
      (failed === undefined || outer.some((task) => failure.has(task.path))) &&
      outer.every((task) => (task.status === 'cancelled' || failure.has(task.path)) && isOn(task, path))
    );
  });
  const goesOn = (task: TaskInstance) =>
    arranging.has(task.kind) && (task !== failed || hasBegun(task) || hasTasks(task, ended));
  const undone = failed === undefined ? cancelled : [...cancelled, failed];
  return {
    failed: failed ?? null,
    retired: undone.filter((task) => !goesOn(task)),
    reopened: [...failedWith, ...undone.filter(goesOn)].map((task) => goingOn(task, now)),
  };
}

/** The time that a process has begins anew when it is reopened. */
export function reopenedBegun(begun: Begun | null, startedAt: Instant, now: Instant): Begun | null {
  return begun === null ? null : { ...begun, deadline: moved(begun.deadline, startedAt, now) };
}

/** The records of the tasks around a path, from the outside in. */
function enclosing(path: TaskPath, at: (path: TaskPath) => TaskInstance | undefined): TaskInstance[] {
  const segments = path.split('/');
  return segments.slice(1, -1).flatMap((_, index) => at(segments.slice(0, index + 2).join('/')) ?? []);
}

/** Whether a path is what this task is busy with: of a try, only the attempt that it has come to, or its handler. */
function isOn({ kind, path, progress }: TaskInstance, inside: TaskPath): boolean {
  if (kind !== 'try' || progress === undefined) return true;
  const { phase, attempt } = progress as unknown as TryProgress;
  if (phase === 'retry') return false;
  return inside.startsWith(`${path}/${phase === 'catch' ? 'catch' : attemptKey(attempt)}/`);
}

function hasBegun({ plan, progress }: TaskInstance): boolean {
  return plan !== undefined || progress !== undefined;
}

function hasTasks({ path }: TaskInstance, ended: readonly TaskInstance[]): boolean {
  return ended.some((other) => other.path.startsWith(`${path}/`));
}

function goingOn(task: TaskInstance, now: Instant): TaskInstance {
  return {
    ...task,
    status: 'active',
    endedAt: null,
    output: undefined,
    context: undefined,
    next: null,
    wait: null,
    error: null,
    reason: null,
    deadline: moved(task.deadline, task.startedAt, now),
    progress: withoutAttemptLimit(task),
  };
}

/** The time of an attempt was up, or soon would be, for a failure that somebody has seen to since. */
function withoutAttemptLimit({ kind, progress }: TaskInstance): TaskInstance['progress'] {
  if (kind !== 'try' || progress === undefined) return progress;
  return { ...(progress as { [key: string]: never }), until: null };
}

function moved(deadline: Instant | null, startedAt: Instant, now: Instant): Instant | null {
  return deadline === null ? null : now + (deadline - startedAt);
}
