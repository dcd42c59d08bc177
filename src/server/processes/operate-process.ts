import type { Operation, OperationRequest } from '../../service/processes/operation.ts';
import { commandOf } from '../../service/idempotency.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { ServerCaller } from '../caller.ts';
import { lifecycleOfSuspension } from '../host/lifecycle.ts';
import { publishEvent } from '../host/publish-event.ts';
import type { ServerParts } from '../server-parts.ts';
import { once } from '../store/commands.ts';
import type { Tx } from '../store/database.ts';
import { requestCancel, resumeProcess, retryNow, suspendProcess } from '../store/process-operations.ts';
import { findProcessForUpdate } from '../store/processes.ts';
import { enqueueWake, hurryWakes } from '../store/wake-outbox.ts';

/**
 * Carries an operation out, in one transaction. Doing it a second time changes nothing.
 * @throws CountersignError PROCESS_NOT_FOUND, PROCESS_ENDED, NOTHING_TO_RETRY, IDEMPOTENCY_MISMATCH
 */
export async function operateProcess(
  parts: Pick<ServerParts, 'db' | 'clock' | 'engine' | 'reach'>,
  { hostId, actor }: Pick<ServerCaller, 'hostId' | 'actor'>,
  request: OperationRequest,
): Promise<void> {
  const { db, clock, engine, reach } = parts;
  const { processId, operation, idempotencyKey } = request;
  const { kind, ...details } = operation;
  const command = commandOf(actor.userId, `${kind}Process`, { processId, ...details, idempotencyKey });
  await db.write(hostId, async (tx) => {
    const now = clock.now();
    await once(tx, command, now, async () => {
      await apply(parts, tx, processId, operation, { actor: actor.userId, now });
      return processId;
    });
    tx.afterCommit(() => engine.nudge());
    reach('command.before-commit');
  });
  reach('command.committed');
}

async function apply(
  { engine }: Pick<ServerParts, 'engine'>,
  tx: Tx,
  processId: string,
  operation: Operation,
  by: { actor: string; now: Instant },
): Promise<void> {
  const process = await findProcessForUpdate(tx, processId);
  if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
  if (isRepeated(process, operation)) return;
  if (process.endedAt !== null) throw new CountersignError('PROCESS_ENDED');
  const changed = await operate(tx, process, operation, by);
  const events = changed === null ? [] : await lifecycleOfSuspension(tx, process, changed, by.now);
  const telling = {
    nudge: () => engine.nudge(),
    eventArrived: (of: string) => engine.eventArrived(of),
  };
  for (const event of events) await publishEvent(telling, tx, event, by.now);
}

/** @returns the change that processes and schedules can listen for; the end of a cancelled process is told by its walk */
async function operate(
  tx: Tx,
  { id }: ProcessRow,
  operation: Operation,
  { actor, now }: { actor: string; now: Instant },
): Promise<'suspended' | 'resumed' | null> {
  switch (operation.kind) {
    case 'cancel':
      await requestCancel(tx, id, { at: now, by: actor, reason: operation.reason });
      await enqueueWake(tx, id, 'cancel', now);
      return null;
    case 'suspend':
      return (await suspendProcess(tx, id, now)) ? 'suspended' : null;
    case 'resume':
      if (!(await resumeProcess(tx, id))) return null;
      await enqueueWake(tx, id, 'resume', now);
      return 'resumed';
    case 'retry':
      if (!(await retryNow(tx, id, now))) throw new CountersignError('NOTHING_TO_RETRY');
      await hurryWakes(tx, id, now);
      await enqueueWake(tx, id, 'retry', now);
      return null;
    default:
      return assertNever(operation);
  }
}

function isRepeated(process: ProcessRow, { kind }: Operation): boolean {
  return kind === 'cancel' && process.cancelRequestedAt !== null;
}
