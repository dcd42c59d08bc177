import type { Instant } from '../../shared/clock.ts';
import { integerOrNull } from '../../service/columns.ts';
import { first, type Reader, type Tx } from './database.ts';

/** Until an administrator adds them again, only a sign-in after this brings the user back. */
export async function recordRemoval(tx: Tx, userId: string, now: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO user_removal (host_id, user_id, removed_at) VALUES ($1, $2, $3)
     ON CONFLICT (host_id, user_id) DO UPDATE SET removed_at = excluded.removed_at, restored_at = NULL`,
    tx.hostId,
    userId,
    now,
  );
}

export async function recordReturn(tx: Tx, userId: string, now: Instant): Promise<void> {
  await tx.run(
    `UPDATE user_removal SET restored_at = $3 WHERE host_id = $1 AND user_id = $2`,
    tx.hostId,
    userId,
    now,
  );
}

/** @returns when the user was last removed, unless an administrator has added them again; null: they were not */
export async function removalOf(reader: Reader, userId: string): Promise<Instant | null> {
  const row = await first(
    reader,
    `SELECT removed_at FROM user_removal WHERE host_id = $1 AND user_id = $2 AND restored_at IS NULL`,
    reader.hostId,
    userId,
  );
  return row === undefined ? null : integerOrNull(row, 'removed_at');
}
