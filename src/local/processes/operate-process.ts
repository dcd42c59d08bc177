import type { Operation, OperationRequest } from '../../service/processes/operation.ts';
import type { CloudEvent } from '../../engine/cloud-event.ts';
import { commandOf } from '../../service/idempotency.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Caller } from '../caller.ts';
import type { LocalHost } from '../host/local-host.ts';
import type { Reach } from '../reach.ts';
import { once } from '../store/commands.ts';
import type { WritableDatabase } from '../store/database.ts';
import { requestCancel, resumeProcess, retryNow, suspendProcess } from '../store/process-operations.ts';
import { findProcess } from '../store/processes.ts';
import type { Writer } from '../store/writer.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';

/**
 * Carries an operation out, in one transaction. Doing it a second time changes nothing.
 * @returns whether it was new; false: a replay
 * @throws CountersignError PROCESS_NOT_FOUND, PROCESS_ENDED, NOTHING_TO_RETRY, IDEMPOTENCY_MISMATCH
 */
export async function operateProcess(
  { db, writer, host }: { db: WritableDatabase; writer: Writer; host: Pick<LocalHost, 'lifecycle'> },
  { actor, signedIn }: Caller,
  request: OperationRequest,
  { now, reach }: { now: Instant; reach: Reach },
): Promise<boolean> {
  const { processId, operation, idempotencyKey } = request;
  const { kind, ...details } = operation;
  const command = commandOf(actor.userId, `${kind}Process`, { processId, ...details, idempotencyKey });
  const done = await writer.write(() => {
    let isNew = false;
    const events: CloudEvent[] = [];
    once(db, command, now, () => {
      isNew = true;
      const process = findProcess(db, processId);
      if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
      if (isRepeated(process, operation)) return processId;
      const changed = operate(db, process, operation, { actor: signedIn, now });
      if (changed !== null) events.push(...host.lifecycle.ofSuspension(process, changed, now));
      return processId;
    });
    return { isNew, events };
  });
  host.lifecycle.tell(done.events);
  reach('operation.recorded');
  return done.isNew;
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
