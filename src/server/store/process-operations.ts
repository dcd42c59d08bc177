import type { Begun } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Tx } from './database.ts';

/** It is not walked and no timer of it fires until it is resumed. @returns false when it has ended or is suspended */
export async function suspendProcess(tx: Tx, id: string, at: Instant): Promise<boolean> {
  const changes = await tx.run(
    `UPDATE process SET suspended_at = $2, wake_count = wake_count + 1
     WHERE id = $1 AND ended_at IS NULL AND suspended_at IS NULL`,
    id,
    at,
  );
  return changes === 1;
}

/** @returns false when it was not suspended */
export async function resumeProcess(tx: Tx, id: string): Promise<boolean> {
  const changes = await tx.run(
    `UPDATE process SET suspended_at = NULL WHERE id = $1 AND ended_at IS NULL AND suspended_at IS NOT NULL`,
    id,
  );
  return changes === 1;
}

/** Its next walk ends it, also where it was suspended. @returns false when it has ended or its end was asked for before */
export async function requestCancel(
  tx: Tx,
  id: string,
  cancel: { at: Instant; by: string; reason: string | null },
): Promise<boolean> {
  const changes = await tx.run(
    `UPDATE process SET cancel_requested_at = $2, cancelled_by = $3, cancel_reason = $4, suspended_at = NULL, wake_at = $2,
       wake_count = wake_count + 1
     WHERE id = $1 AND ended_at IS NULL AND cancel_requested_at IS NULL`,
    id,
    cancel.at,
    cancel.by,
    cancel.reason,
  );
  return changes === 1;
}

/** Whatever it waits for after a failure, it is tried at once. @returns false when no failure holds it up */
export async function retryNow(tx: Tx, id: string, at: Instant): Promise<boolean> {
  const changes = await tx.run(
    `UPDATE process SET wake_at = $2 WHERE id = $1 AND ended_at IS NULL AND resume_error IS NOT NULL`,
    id,
    at,
  );
  return changes === 1;
}

/** A process that has failed goes on: it is due at once. */
export async function reopenProcess(tx: Tx, id: string, begun: Begun | null, at: Instant): Promise<void> {
  await tx.run(
    `UPDATE process SET status = 'A', ended_at = NULL, error_json = NULL, output_json = NULL, begun_json = $2, wake_at = $3,
       resume_error = NULL, resume_attempts = 0
     WHERE id = $1 AND status = 'F'`,
    id,
    begun === null ? null : JSON.stringify(begun),
    at,
  );
}
