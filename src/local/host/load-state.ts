import type { ProcessState, ProcessStatus as EngineStatus } from '../../engine/process-state.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';
import type { ReadableDatabase } from '../store/database.ts';
import type { ProcessRow } from '../store/processes.ts';
import { recordedTasks } from '../store/recorded-tasks.ts';
import { earliest } from './earliest.ts';

/** The state that the interpreter walks from; its tasks are read as it comes to them. */
export function loadState(db: ReadableDatabase, process: ProcessRow): ProcessState {
  return {
    id: process.id,
    status: statuses[process.status],
    startedAt: process.startedAt,
    input: process.input,
    output: process.output,
    error: process.error,
    begun: process.begun,
    lists: process.lists,
    wakeAt: earliest(process.wakeAt, process.dueSince),
    eventsFrom: process.eventsFrom,
    cancelling: process.cancelRequestedAt !== null,
    tasks: recordedTasks(db, process.id, process.taskCount),
  };
}

const statuses: Record<ProcessStatus, EngineStatus> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'faulted',
  X: 'cancelled',
};
