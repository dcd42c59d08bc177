import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Reach } from '../reach.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  findProcess,
  requestCancel,
  resumeProcess,
  retryNow,
  suspendProcess,
  type ProcessRow,
} from '../store/processes.ts';
import type { Writer } from '../store/writer.ts';

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
  { db, writer }: { db: WritableDatabase; writer: Writer },
  processId: string,
  operation: Operation,
  by: { actor: string; now: Instant; reach: Reach },
): Promise<void> {
  await writer.write(() => {
    const process = findProcess(db, processId);
    if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
    if (!isRepeated(process, operation)) operate(db, process, operation, by);
  });
  by.reach('operation.recorded');
}

function operate(
  db: WritableDatabase,
  process: ProcessRow,
  operation: Operation,
  { actor, now }: { actor: string; now: Instant },
): void {
  if (process.endedAt !== null) throw new CountersignError('PROCESS_ENDED');
  switch (operation.kind) {
    case 'cancel':
      requestCancel(db, process.id, { at: now, by: actor, reason: operation.reason });
      return;
    case 'suspend':
      suspendProcess(db, process.id, now);
      return;
    case 'resume':
      resumeProcess(db, process.id, now);
      return;
    case 'retry':
      if (!retryNow(db, process.id, now)) throw new CountersignError('NOTHING_TO_RETRY');
  }
}

function isRepeated(process: ProcessRow, { kind }: Operation): boolean {
  return kind === 'cancel' && process.cancelRequestedAt !== null;
}
