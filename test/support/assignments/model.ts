import type { ErrorCode } from '../../../src/shared/error-catalogue.ts';
import type { AskAssignment } from '../../../src/shared/human-task/ask.ts';
import { permissions } from './world.ts';

/** Whom the ask is for. */
export type For = { readonly users: readonly string[] } | { readonly role: string };

/** Of a row, what never changes, and whether it is open: which the checks after each step hold against the model. */
export interface Place {
  readonly assigneeId: string | null;
  readonly active: boolean;
}

/** What the rules say, written down once more and differently: who holds a place, who claims, who has answered. */
export class Model {
  readonly active = new Map(['maya', 'ann', 'bob', 'carol', 'dave'].map((id) => [id, true]));
  readonly roles = new Map([['approvers', new Set(['ann', 'bob'])]]);
  readonly #assigned = new Map<string, number>();
  audience: For;
  claim: { by: string; until: number } | null = null;
  answered = false;

  constructor({ assigneeId, assigneeIds, roleId }: AskAssignment) {
    this.audience =
      roleId === undefined ? { users: assigneeIds ?? [assigneeId ?? 'maya'] } : { role: roleId };
    this.#count();
  }

  /** Who holds a place. */
  holders(): string[] {
    const asked =
      'users' in this.audience ? this.audience.users : [...(this.roles.get(this.audience.role) ?? [])];
    return [...new Set(asked)].filter((id) => this.active.get(id) === true).toSorted();
  }

  /** How many places nobody holds. */
  vacancies(): number {
    if ('users' in this.audience) return new Set(this.audience.users).size - this.holders().length;
    return this.holders().length === 0 ? 1 : 0;
  }

  liveClaim(now: number): string | null {
    return this.claim !== null && this.claim.until > now ? this.claim.by : null;
  }

  /** After users, roles or the audience have changed: who lost the place loses the claim. */
  settle(change: () => void): void {
    const before = this.#through();
    change();
    const kept = before === this.#through();
    if (this.claim !== null && !(kept && this.holders().includes(this.claim.by))) this.claim = null;
    this.#count();
  }

  wasAsked(userId: string): boolean {
    return this.#assigned.has(userId);
  }

  refusesComplete(userId: string, place: Place, fits: boolean, now: number): ErrorCode | null {
    if (place.assigneeId !== userId && !overrides(userId)) return 'FORBIDDEN';
    const closed = this.#closed(place);
    if (closed !== null) return closed;
    const claimant = this.liveClaim(now);
    if (claimant !== null && claimant !== place.assigneeId) return 'CLAIMED_BY_OTHER';
    return fits ? null : 'ANSWER_INVALID';
  }

  refusesClaim(userId: string, place: Place, now: number): ErrorCode | null {
    if (place.assigneeId !== userId) return 'FORBIDDEN';
    const closed = this.#closed(place);
    if (closed !== null) return closed;
    const claimant = this.liveClaim(now);
    return claimant !== null && claimant !== userId ? 'CLAIMED_BY_OTHER' : null;
  }

  refusesRelease(userId: string, place: Place, now: number): ErrorCode | null {
    if (place.assigneeId !== userId && !overrides(userId)) return 'FORBIDDEN';
    const closed = this.#closed(place);
    if (closed !== null) return closed;
    const claimant = this.liveClaim(now);
    if (claimant === null) return 'NOT_CLAIMED';
    return claimant !== userId && !overrides(userId) ? 'CLAIMED_BY_OTHER' : null;
  }

  refusesReassign(userId: string, place: Place, to: For): ErrorCode | null {
    if (!reassigns(userId)) return 'FORBIDDEN';
    const closed = this.#closed(place);
    if (closed !== null) return closed;
    if ('role' in to) return this.roles.has(to.role) ? null : 'ROLE_NOT_FOUND';
    const active = this.active.get(to.users[0] ?? '');
    if (active === undefined) return 'USER_NOT_FOUND';
    return active ? null : 'USER_INACTIVE';
  }

  refusesAssignToMe(userId: string, now: number): ErrorCode | null {
    const any = overrides(userId) || reassigns(userId);
    if (!any && !this.wasAsked(userId)) return 'FORBIDDEN';
    if (this.answered) return 'STALE_TASK';
    if (any) return null;
    if (!this.holders().includes(userId)) return 'ASSIGNMENT_INACTIVE';
    if ('users' in this.audience) return 'NOT_ASSIGNABLE';
    const claimant = this.liveClaim(now);
    return claimant !== null && claimant !== userId ? 'CLAIMED_BY_OTHER' : null;
  }

  #closed(place: Place): ErrorCode | null {
    if (this.answered) return 'STALE_TASK';
    return place.active ? null : 'ASSIGNMENT_INACTIVE';
  }

  /** A place by name and one through a role, or through another role, are not the same. */
  #through(): string {
    return 'users' in this.audience ? 'by name' : `role ${this.audience.role}`;
  }

  #count(): void {
    if (this.answered) return;
    for (const id of this.holders()) this.#assigned.set(id, 1);
  }
}

export function overrides(userId: string): boolean {
  const own = permissions[userId] ?? [];
  return own.includes('workflow.task.override') || own.includes('portal.admin');
}

function reassigns(userId: string): boolean {
  const own = permissions[userId] ?? [];
  return own.includes('workflow.task.reassign') || own.includes('portal.admin');
}
