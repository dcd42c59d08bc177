import type { Instant } from '../../shared/clock.ts';
import type { AssignmentStatus, Source } from '../../shared/human-task/status.ts';

/** Who moved an assignment on behalf of whom, from where, and why. */
export interface Transition {
  readonly at: Instant;
  /** Who was signed in, or `engine`. */
  readonly actor: string;
  /** As whom, where an administrator switched to another user. */
  readonly actingAs: string | null;
  /** Null: nobody's place. */
  readonly effectiveUser: string | null;
  readonly source: Source;
  readonly reason: string | null;
  /** What whoever did it wrote about it. */
  readonly note: string | null;
  /** The registered device that it came from, on a server. */
  readonly deviceId?: string | null;
}

export interface TransitionRow extends Transition {
  readonly assignmentId: string;
  readonly status: AssignmentStatus;
}

/** Who changes the places of asks, when, and from where. */
export type Mover = Omit<Transition, 'effectiveUser' | 'reason'>;

/** What the engine does by itself. */
export function byEngine(at: Instant, effectiveUser: string | null, reason: string | null): Transition {
  return { at, actor: 'engine', actingAs: null, effectiveUser, source: 'engine', reason, note: null };
}
