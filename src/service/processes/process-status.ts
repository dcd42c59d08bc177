import type { ProcessStatus as EngineStatus } from '../../engine/process-state.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';

export const processCodes: Readonly<Record<EngineStatus, ProcessStatus>> = {
  active: 'A',
  waiting: 'W',
  completed: 'C',
  faulted: 'F',
  cancelled: 'X',
};

export const engineStatuses: Readonly<Record<ProcessStatus, EngineStatus>> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'faulted',
  X: 'cancelled',
};
