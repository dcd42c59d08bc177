import type { InterpreterParts } from './host/host-parts.ts';

/** Why a process is walked: the name of the handler of its Virtual Object. */
export const wakeReasons = [
  'start',
  'answer',
  'timer',
  'event',
  'effect',
  'child',
  'cancel',
  'resume',
  'retry',
] as const;
export type WakeReason = (typeof wakeReasons)[number];

/**
 * What drives processes. A wake is written to wake_outbox in the transaction that makes it necessary (`enqueueWake` of
 * src/server/store/wake-outbox), and `nudge` tells that there is something to send; what nobody was told of is found by a look
 * every few seconds.
 */
export interface EngineDriver {
  /** The interpreter as this node runs it, for what is only tried out: see `rehearse` of src/server/host. */
  readonly interpreter: InterpreterParts;
  start(): Promise<void>;
  /** After the commit that wrote to wake_outbox. Never waits. */
  nudge(): void;
  /** After the commit that stored an event of a host: schedules may start on it. Never waits. */
  eventArrived(hostId: string): void;
  /** Whether the engine takes wakes right now, for /readyz and /metrics. */
  health(): Promise<{ readonly ok: boolean; readonly detail: string }>;
  /** Resolves when nothing is left to send or to walk; for tests and for an orderly end. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
