import type { Definition } from '../../engine/definition/definition.ts';
import type { Host } from '../../engine/host.ts';
import type { ProcessState } from '../../engine/process-state.ts';
import { processState } from '../../service/processes/process-state.ts';
import { findProcess } from '../store/processes.ts';
import { createEnginePort } from './engine-port.ts';
import type { InterpreterParts } from './host-parts.ts';
import { withWhatIsMissing } from './missing.ts';
import { loadRecordedTasks } from './recorded-tasks.ts';

/** A process as it stands now, and the host on which it can be tried out what would become of it. */
export interface Rehearsal {
  readonly definition: Definition;
  readonly state: ProcessState;
  readonly port: Host;
}

/**
 * Tries something out on a process, without any effect: `attempt` calls the interpreter, and may be called several times until
 * everything that it asks for is loaded. Null: there is no such process.
 * @throws CountersignError WORKFLOW_INVALID where this version cannot read its definition any more
 */
export async function rehearse<T>(
  parts: InterpreterParts,
  hostId: string,
  processId: string,
  attempt: (rehearsal: Rehearsal) => Promise<T>,
): Promise<T | null> {
  const loaded = await parts.db.read(hostId, async (reader) => {
    const process = await findProcess(reader, processId);
    if (process === null) return null;
    const definition = await parts.definitions.get(reader, process.workflowId);
    return { definition, state: processState(process, await loadRecordedTasks(reader, process)) };
  });
  if (loaded === null) return null;
  const port = createEnginePort(parts);
  return withWhatIsMissing(parts.db, hostId, () => attempt({ ...loaded, port }));
}
