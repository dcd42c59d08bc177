import type { ProcessState } from '../../engine/process-state.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import { processState } from '../../service/processes/process-state.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { recordedTasks } from '../store/recorded-tasks.ts';

/** The state that the interpreter walks from; its tasks are read as it comes to them. */
export function loadState(db: ReadableDatabase, process: ProcessRow): ProcessState {
  return processState(process, recordedTasks(db, process.id, process.taskCount));
}
