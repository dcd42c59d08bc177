import type { ProcessState, RecordedTasks } from '../../engine/process-state.ts';
import { earliest } from '../earliest.ts';
import type { ProcessRow } from './process-row.ts';
import { engineStatuses } from './process-status.ts';

/** The state that the interpreter walks from. */
export function processState(process: ProcessRow, tasks: RecordedTasks): ProcessState {
  return {
    id: process.id,
    status: engineStatuses[process.status],
    startedAt: process.startedAt,
    input: process.input,
    output: process.output,
    error: process.error,
    begun: process.begun,
    lists: process.lists,
    wakeAt: earliest(process.wakeAt, process.dueSince),
    eventsFrom: process.eventsFrom,
    cancelling: process.cancelRequestedAt !== null,
    tasks,
  };
}
