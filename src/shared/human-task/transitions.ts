import type { AssignmentStatus } from './status.ts';

/**
 * The only ways an assignment moves. A release and a claim that ran out are recorded and lead on at once: the assignment is
 * offered again. CLAIMED after CLAIMED is a claim that its owner extends.
 */
const table: Record<AssignmentStatus, readonly AssignmentStatus[]> = {
  ASSIGNED: ['CLAIMED', 'COMPLETED', 'CANCELLED', 'EXPIRED'],
  CLAIMED: ['CLAIMED', 'RELEASED', 'COMPLETED', 'CANCELLED', 'EXPIRED'],
  RELEASED: ['ASSIGNED'],
  EXPIRED: ['ASSIGNED'],
  COMPLETED: [],
  CANCELLED: [],
};

/** Whether `next` may follow; null: the assignment is new. */
export function mayFollow(status: AssignmentStatus | null, next: AssignmentStatus): boolean {
  return status === null ? next === 'ASSIGNED' : table[status].includes(next);
}
