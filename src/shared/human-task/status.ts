import { z } from 'zod';

/** Assignment statuses of seed 004. ASSIGNED and CLAIMED are the only ones that can still be acted on. */
export const AssignmentStatus = z.enum([
  'ASSIGNED',
  'CLAIMED',
  'COMPLETED',
  'RELEASED',
  'CANCELLED',
  'EXPIRED',
]);
export type AssignmentStatus = z.infer<typeof AssignmentStatus>;

/** Task and process codes of seed 004 (A active, W waiting, C completed, F failed, X cancelled) and S, skipped by its `if`. */
export const TaskStatus = z.enum(['A', 'W', 'C', 'F', 'X', 'S']);
export type TaskStatus = z.infer<typeof TaskStatus>;

export const ProcessStatus = z.enum(['A', 'W', 'C', 'F', 'X']);
export type ProcessStatus = z.infer<typeof ProcessStatus>;

/** Where a transition came from: kept in the history of every assignment. */
export const Source = z.enum(['window', 'notification', 'cli', 'api', 'engine']);
export type Source = z.infer<typeof Source>;
