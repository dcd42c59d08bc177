import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { LocalHost } from '../host/local-host.ts';
import type { Reach } from '../reach.ts';
import type { WritableDatabase } from '../store/database.ts';
import { requestCancel, resumeProcess, retryNow, suspendProcess } from '../store/process-operations.ts';
import { findProcess } from '../store/processes.ts';
import type { Writer } from '../store/writer.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';

/** What an operator does to a process. `cancel` ends it with its next walk, `retry` walks it at once after a failure. */
export type Operation =
  | { readonly kind: 'cancel'; readonly reason: string | null }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'retry' };

/**
 * Carries an operation out, in one transaction. Doing it a second time changes nothing.
 * @throws CountersignError PROCESS_NOT_FOUND, PROCESS_ENDED, NOTHING_TO_RETRY
 */
export async function operateProcess(
  { db, writer, host }: { db: WritableDatabase; writer: Writer; host: Pick<LocalHost, 'lifecycle'> },
  processId: string,
  operation: Operation,
  by: { actor: string; now: Instant; reach: Reach },
): Promise<void> {
  const events = await writer.write(() => {
    const process = findProcess(db, processId);
    if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
    if (isRepeated(process, operation)) return [];
    const changed = operate(db, process, operation, by);
    return changed === null ? [] : host.lifecycle.ofSuspension(process, changed, by.now);
  });
  host.lifecycle.tell(events);
  by.reach('operation.recorded');
}

/** @returns the change that processes and schedules can listen for; the end of a cancelled process is told by its walk */
function operate(
  db: WritableDatabase,
  process: ProcessRow,
  operation: Operation,
  { actor, now }: { actor: string; now: Instant },
): 'suspended' | 'resumed' | null {
  if (process.endedAt !== null) throw new CountersignError('PROCESS_ENDED');
  switch (operation.kind) {
    case 'cancel':
      requestCancel(db, process.id, { at: now, by: actor, reason: operation.reason });
      return null;
    case 'suspend':
      return suspendProcess(db, process.id, now) ? 'suspended' : null;
    case 'resume':
      return resumeProcess(db, process.id, now) ? 'resumed' : null;
    case 'retry':
      if (!retryNow(db, process.id, now)) throw new CountersignError('NOTHING_TO_RETRY');
      return null;
  }
}

function isRepeated(process: ProcessRow, { kind }: Operation): boolean {
  return kind === 'cancel' && process.cancelRequestedAt !== null;
}
