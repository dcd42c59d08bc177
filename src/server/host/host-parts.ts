import type { Effects } from '../../effects/effects.ts';
import type { TaskInstance } from '../../engine/process-state.ts';
import type { Expressions, Schemas } from '../../engine/host.ts';
import type { Log } from '../../service/log.ts';
import type { Clock, Instant, Timers } from '../../shared/clock.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Json } from '../../shared/json.ts';
import type { Reach } from '../reach.ts';
import type { Database, Tx } from '../store/database.ts';
import type { Definitions } from './definitions.ts';

/** What the interpreter needs to be asked at all, also for what is only tried out. */
export interface InterpreterParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly expressions: Expressions;
  readonly schemas: Schemas;
  readonly definitions: Definitions;
  /** At least 0 and below 1, for jitter. */
  random(): number;
  /** The value of a secret that definitions may name, or undefined. */
  secret(name: string): Json | undefined;
  /** The IANA name of a time zone: schedules go by the clock on its wall. */
  timeZone(): string;
}

/** What processes are walked and their effects run with, on one node. */
export interface HostParts extends InterpreterParts {
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly reach: Reach;
  readonly effects: Effects;
  /** Keeps the rows of the people, and what is shown to them, in step with all asks that a walk changed. */
  syncAssignments(tx: Tx, asks: readonly ChangedAsk[], walk: AskWalk): Promise<void>;
  /** Wakes were written: somebody should send them. Called after the commit. */
  nudge(): void;
  /** Nobody waits for the effect of a task any more: one that is under way here ends. Called after the commit. */
  effectWithdrawn(processId: string, path: string): void;
  /** Events of a host were stored: schedules may start on them. Called after the commit. */
  eventArrived(hostId: string): void;
}

export interface ChangedAsk {
  /** Of its task. */
  readonly id: string;
  readonly processId: string;
  readonly instance: TaskInstance;
}

/** The walk that changed asks. */
export interface AskWalk {
  readonly now: Instant;
  /** Whose every ask is that names nobody. */
  readonly startedBy: string;
  /** Who asked for the end of the process, if anybody did. */
  readonly cancelledBy: string | null;
  /** Whether the process ended in this walk. */
  readonly processEnded: boolean;
}

/** What a driver is made of: it says itself what is to be done after a commit. */
export type DriverParts = Omit<HostParts, 'nudge' | 'eventArrived' | 'effectWithdrawn'>;
