import { first, type ReadableDatabase } from './database.ts';

const tableOf = { assignment: 'assignment', task: 'task', process: 'process' } as const;

/** Whether it is this computer's. */
export function holds(db: ReadableDatabase, what: keyof typeof tableOf, id: string): boolean {
  return first(db, `SELECT 1 AS one FROM ${tableOf[what]} WHERE id = ?`, id) !== undefined;
}
