import type { Json } from '../../shared/json.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { once } from '../store/commands.ts';
import type { Reader } from '../store/database.ts';
import { insertProcess } from '../store/processes.ts';

export interface StartRequest {
  /** As the caller named it: a replay is compared by this, also when the name means a newer version by now. */
  readonly workflow: string;
  readonly input: Json;
  readonly idempotencyKey: string | null;
}

/**
 * Records a new process with the wake that has it walked. It runs when the engine comes to it, also after a crash right here.
 * @param workflowId finds the workflow, and is asked only when this is no replay
 * @returns the id of the new process, or of the one that the same command has started before
 */
export async function startProcess(
  { db, clock, ids, engine, reach }: Pick<ServerParts, 'db' | 'clock' | 'ids' | 'engine' | 'reach'>,
  { hostId, actor }: Pick<ServerCaller, 'hostId' | 'actor'>,
  { workflow, input, idempotencyKey: key }: StartRequest,
  workflowId: (reader: Reader) => Promise<string>,
): Promise<string> {
  const now = clock.now();
  const id = ids.next();
  const command = { actor: actor.userId, key, action: 'startProcess', payload: { workflow, input } };
  const processId = await db.write(hostId, async (tx) => {
    const started = await once(tx, command, now, async () => {
      await insertProcess(tx, {
        id,
        workflowId: await workflowId(tx),
        input,
        startedBy: actor.userId,
        startedAt: now,
      });
      return id;
    });
    tx.afterCommit(() => engine.nudge());
    reach('command.before-commit');
    return started;
  });
  reach('command.committed');
  return processId;
}
