import type { ProcessSummary } from '../../shared/contract/processes.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';

/** How a process is shown: one that is suspended stands still, whatever it would otherwise do. */
export type ProcessState = ProcessStatus | 'suspended';

export function processState({
  statusCode,
  suspendedTs,
  completedTs,
}: Pick<ProcessSummary, 'statusCode' | 'suspendedTs' | 'completedTs'>): ProcessState {
  return suspendedTs !== null && completedTs === null ? 'suspended' : statusCode;
}
