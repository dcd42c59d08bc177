import type { Instant } from '../../shared/clock.ts';
import type { Json } from '../../shared/json.ts';
import type { Reach } from '../reach.ts';
import { once } from '../store/commands.ts';
import type { WritableDatabase } from '../store/database.ts';
import { insertProcess } from '../store/processes.ts';
import type { Writer } from '../store/writer.ts';

export interface StartRequest {
  /** As the caller named it: a replay is compared by this, also when the name means a newer version by now. */
  readonly workflow: string;
  readonly input: Json;
  readonly actor: string;
  readonly idempotencyKey: string | null;
}

/**
 * Records a new process, due at once. It runs when the host comes to it, also after a crash right here.
 * `fresh.workflowId` finds the workflow, and is asked only when this is no replay.
 */
export async function startProcess(
  { db, writer }: { db: WritableDatabase; writer: Writer },
  request: StartRequest,
  fresh: { id: string; now: Instant; reach: Reach; workflowId: () => string },
): Promise<string> {
  const { workflow, input, actor, idempotencyKey } = request;
  const processId = await writer.write(() =>
    once(
      db,
      { actor, key: idempotencyKey, action: 'startProcess', payload: { workflow, input } },
      fresh.now,
      () => {
        insertProcess(db, {
          id: fresh.id,
          workflowId: fresh.workflowId(),
          input,
          startedBy: actor,
          startedAt: fresh.now,
        });
        return fresh.id;
      },
    ),
  );
  fresh.reach('process.recorded');
  return processId;
}
