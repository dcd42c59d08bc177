import type { ProcessStatus } from '../shared/human-task/status.ts';
import { exit, type ExitCode } from './environment.ts';

/** What a command that ran a process ends with. */
export const exitCodes: Record<ProcessStatus, ExitCode> = {
  A: exit.waiting,
  W: exit.waiting,
  C: exit.ok,
  F: exit.failed,
  X: exit.failed,
};

/** What a status is called in JSON. */
export const statusWords: Record<ProcessStatus, string> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'faulted',
  X: 'cancelled',
};
