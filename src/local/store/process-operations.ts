import type { Instant } from '../../shared/clock.ts';
import { run, type WritableDatabase } from './database.ts';

/** It is not walked and no timer of it fires until it is resumed. @returns false when it has ended or is suspended */
export function suspendProcess(db: WritableDatabase, id: string, at: Instant): boolean {
  const changes = run(
    db,
    `UPDATE process SET suspended_at = ?, wake_count = wake_count + 1
     WHERE id = ? AND ended_at IS NULL AND suspended_at IS NULL`,
    at,
    id,
  );
  return changes === 1;
}

/** @returns false when it was not suspended */
export function resumeProcess(db: WritableDatabase, id: string, at: Instant): boolean {
  const changes = run(
    db,
    `UPDATE process SET suspended_at = NULL, wake_at = min(coalesce(wake_at, ?), ?), wake_count = wake_count + 1
     WHERE id = ? AND ended_at IS NULL AND suspended_at IS NOT NULL`,
    at,
    at,
    id,
  );
  return changes === 1;
}

/** Its next walk ends it, also where it was suspended. @returns false when it has ended or its end was asked for before */
export function requestCancel(
  db: WritableDatabase,
  id: string,
  cancel: { at: Instant; by: string; reason: string | null },
): boolean {
  const changes = run(
    db,
    `UPDATE process SET cancel_requested_at = ?, cancelled_by = ?, cancel_reason = ?, suspended_at = NULL, wake_at = ?,
       wake_count = wake_count + 1
     WHERE id = ? AND ended_at IS NULL AND cancel_requested_at IS NULL`,
    cancel.at,
    cancel.by,
    cancel.reason,
    cancel.at,
    id,
  );
  return changes === 1;
}

/** Whatever it waits for after a failure, it is tried at once. @returns false when no failure holds it up */
export function retryNow(db: WritableDatabase, id: string, at: Instant): boolean {
  const changes = run(
    db,
    `UPDATE process SET wake_at = ? WHERE id = ? AND ended_at IS NULL AND resume_error IS NOT NULL`,
    at,
    id,
  );
  return changes === 1;
}
