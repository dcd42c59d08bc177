import { mayOverride, mayReassign, type Actor } from './actor.ts';
import type { EndReason } from './places.ts';

/** A place in an ask, as far as it says whether its holder kept it. */
interface KeptOrNot {
  readonly assigneeId: string | null;
  readonly active: boolean;
  /** Why it is inactive. */
  readonly unassignedReason: string | null;
}

/** Somebody else was asked instead. What ends an assignment otherwise ends its task: that one was kept until then. */
const takenAway: ReadonlySet<string> = new Set<EndReason>([
  'reassigned',
  'assigned_to_me',
  'left_role',
  'user_inactive',
  'escalated',
]);

/** Whether somebody else was asked instead: what its holder may no longer see. */
export function wasTakenAway({ active, unassignedReason }: Omit<KeptOrNot, 'assigneeId'>): boolean {
  return !active && takenAway.has(unassignedReason ?? '');
}

/** Who is asked, and who was until the task ended. Whom it was taken from is not among them. */
export function holdersOf(places: readonly KeptOrNot[]): Set<string> {
  const kept = places.filter((place) => !wasTakenAway(place));
  return new Set(kept.flatMap(({ assigneeId }) => assigneeId ?? []));
}

/** Whether what belongs to a task, its discussion and its files, may be read: by who holds it, and by who may see others'. */
export function mayReadAlong(places: readonly KeptOrNot[], actor: Actor): boolean {
  return mayOverride(actor) || mayReassign(actor) || holdersOf(places).has(actor.userId);
}
