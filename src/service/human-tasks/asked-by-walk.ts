import type { CancelReason, TaskInstance } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { AssignmentRow } from './assignment-row.ts';
import type { AskOfPlaces } from './asked-places.ts';
import { byEngine, type Transition } from './transition.ts';

/** What the end of an ask by the engine goes by. */
export interface WalkedAsk {
  readonly now: Instant;
  /** Who asked for the end of the process, if anybody did. */
  readonly cancelledBy: string | null;
  /** Whether the process ended in the walk that changed the ask. */
  readonly processEnded: boolean;
}

/** How the rows of the people follow an ask that a walk changed. */
export type AskChange =
  | { readonly kind: 'unchanged' }
  /** The ask is over: everyone's place ends so. */
  | { readonly kind: 'ended'; readonly status: 'CANCELLED' | 'EXPIRED' }
  /** It began, or others are asked now that the time of those who were is up. */
  | { readonly kind: 'created' };

export function askChange(instance: TaskInstance, existing: readonly AssignmentRow[]): AskChange {
  const open = existing.filter(({ active }) => active);
  if (instance.status !== 'waiting') {
    if (open.length === 0) return { kind: 'unchanged' };
    return { kind: 'ended', status: instance.status === 'cancelled' ? 'CANCELLED' : 'EXPIRED' };
  }
  return existing.length > 0 && !isEscalated(instance, open) ? { kind: 'unchanged' } : { kind: 'created' };
}

/** How one place of an ask ends that is over. */
export function endedByWalk(
  status: 'CANCELLED' | 'EXPIRED',
  { assigneeId }: AssignmentRow,
  { reason }: TaskInstance,
  walked: WalkedAsk,
): Transition {
  if (status === 'EXPIRED') return byEngine(walked.now, assigneeId, 'timed_out');
  return {
    ...byEngine(walked.now, assigneeId, inHistory(reason, walked.processEnded)),
    actor: (reason === 'cancelled' ? walked.cancelledBy : null) ?? 'engine',
  };
}

/** The ask whose places are made. */
export function askOfInstance(
  task: { readonly id: string; readonly processId: string },
  instance: TaskInstance,
): AskOfPlaces {
  const assignment = instance.ask?.assignment;
  return {
    taskId: task.id,
    processId: task.processId,
    categoryCode: assignment?.categoryCode ?? null,
    reasonCode: assignment?.reasonCode ?? null,
    deadlineAt: deadlineOf(instance),
  };
}

/** The time of those who were asked was up and others are asked: the same ask with another deadline. */
function isEscalated(instance: TaskInstance, open: readonly AssignmentRow[]): boolean {
  return open.some((assignment) => assignment.deadlineAt !== deadlineOf(instance));
}

function inHistory(reason: CancelReason | null, processEnded: boolean): string {
  if (reason === 'cancelled') return 'process_cancelled';
  if (reason === 'timeout') return 'timed_out';
  return processEnded ? 'process_ended' : 'task_cancelled';
}

function deadlineOf({ wait }: TaskInstance): Instant | null {
  return wait?.kind === 'approval' ? wait.deadline : null;
}
