import type { InstanceWait } from '../../engine/process-state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { timestamp, timestampOrNull } from '../../shared/clock.ts';
import type { WorkflowReference } from '../../shared/contract/base.ts';
import type { Wait } from '../../shared/contract/wait.ts';

/** What a store knows besides of a task that waits: for people, or for another process. */
export interface WaitFacts {
  /** Who is asked now. */
  readonly assignees: readonly string[];
  /** Null: it could not be started yet. */
  readonly childProcessId: string | null;
  /** Of the other process; null: it is not there any more. */
  readonly childWorkflow: WorkflowReference | null;
}

/** Why a task is not moving, since when, and what ends it; null: it moves, or something inside it waits. */
export function describeWait(wait: InstanceWait | null, facts: WaitFacts): Wait | null {
  if (wait === null) return null;
  const sinceTs = timestamp(wait.since);
  switch (wait.kind) {
    case 'approval':
      return {
        kind: 'approval',
        sinceTs,
        deadlineTs: timestampOrNull(wait.deadline),
        assignees: [...facts.assignees],
      };
    case 'timer':
      return { kind: 'timer', sinceTs, untilTs: timestamp(wait.until) };
    case 'retry': {
      const { attempt, error } = wait;
      return { kind: 'retry', sinceTs, untilTs: timestamp(wait.until), attempt, error };
    }
    case 'event':
      return { kind: 'event', sinceTs, filters: [...wait.filters] };
    case 'child': {
      const { childProcessId, childWorkflow } = facts;
      if (childWorkflow === null) return null;
      return { kind: 'child', sinceTs, processId: childProcessId, workflow: childWorkflow };
    }
    case 'runtime':
      return { kind: 'runtime', sinceTs, what: wait.what };
    default:
      return assertNever(wait);
  }
}
