import type { Json } from '../../shared/json.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import { largestData, mostItems } from '../limits.ts';
import type { PlannedStrategy } from './event-filter-plan.ts';
import { nothingGathered, type Gathered } from './listen-strategy.ts';
import type { TaskScope } from './task-type.ts';

/** What is settled when a task begins to listen. */
export interface ListenPlan {
  /** Events up to this position are none of this task's. */
  readonly from: number;
  /** The types of all events that may matter; null: any may. */
  readonly types: readonly string[] | null;
  readonly strategy: PlannedStrategy;
}

/** How far a listening task has come. */
export interface ListenProgress {
  /** Every event up to here was looked at. */
  readonly position: number;
  /** Where the last event stands that was taken or that told that it is enough; null: there was none yet. */
  readonly consumed: number | null;
  readonly gathered: Gathered;
  /** How many events were taken. */
  readonly count: number;
  /** What was read of them, or what `foreach` made of it. */
  readonly came: readonly Json[];
  /** Characters of that as JSON. */
  readonly size: number;
  /** The event that `foreach` is busy with; those behind it wait in their order. `last`: it was the last one to wait for. */
  readonly current: { readonly item: Json; readonly last: boolean } | null;
  /** After the exports of `foreach`; absent: unchanged. */
  readonly context?: Json;
  readonly enough: boolean;
}

/** The plan and the progress were recorded by the task itself, in these shapes. */
export function planOf({ instance }: TaskScope): ListenPlan {
  return instance.plan as unknown as ListenPlan;
}

export function progressOf(scope: TaskScope): ListenProgress {
  const recorded = scope.instance.progress as unknown as ListenProgress | undefined;
  return recorded ?? notBegun(planOf(scope));
}

export function record(scope: TaskScope, progress: ListenProgress): void {
  // To stand where it stood is no change worth a write.
  if (scope.instance.progress === (progress as unknown as Json)) return;
  scope.record({ progress: progress as unknown as Json });
}

/**
 * The progress with one more event that was taken and what came of it.
 * @param keepAll false: only what came last is kept; what never ends would let it grow for ever
 * @throws WorkflowError (runtime) for more than a process may hold
 */
export function withResult(
  progress: ListenProgress,
  output: Json,
  keepAll: boolean,
  instance: string,
): ListenProgress {
  const count = progress.count + 1;
  const size = JSON.stringify(output).length + (keepAll ? progress.size : 0);
  const detail = keepAll && count > mostItems ? `A task takes at most ${mostItems} events.` : tooLarge(size);
  if (detail !== null) throw new WorkflowError({ ...standardErrors.runtime, detail, instance });
  return { ...progress, count, size, came: keepAll ? [...progress.came, output] : [output] };
}

function tooLarge(size: number): string | null {
  return size > largestData ? `The events together are larger than ${largestData / 1024 / 1024} MB.` : null;
}

function notBegun({ from, strategy }: ListenPlan): ListenProgress {
  return {
    position: from,
    consumed: null,
    gathered: nothingGathered(strategy),
    count: 0,
    came: [],
    size: 0,
    current: null,
    enough: false,
  };
}
