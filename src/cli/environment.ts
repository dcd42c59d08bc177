import type { Clock, Timers } from '../shared/clock.ts';
import type { Ids } from '../shared/ids.ts';

/** All that a command needs from outside; the composition root fills it in. */
export interface Environment {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly version: string;
  readonly userName: string;
  readonly jqWorkerUrl: URL;
  readonly scriptWorkerUrl: URL;
  readonly samplesFolder: string;
  readonly dataFolder: (flag: string | undefined) => string;
  /** One line, or several, to standard output. */
  readonly print: (text: string) => void;
  /** The same to standard error. */
  readonly warn: (text: string) => void;
}

/** What a command ends with: the process exits with it. Scripts rely on these numbers. */
export const exit = { ok: 0, failed: 1, invalid: 2, waiting: 3 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];
