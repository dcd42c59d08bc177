import type { Timers } from '../../shared/clock.ts';
import type { Expressions } from '../host.ts';
export interface JqOptions {
  readonly workerUrl: URL;
  readonly timers: Timers;
  readonly timeoutMs?: number;
}
export function createJqExpressions(_options: JqOptions): Expressions & { close(): Promise<void> } {
  throw new Error('being written');
}
