import type { Instant } from '../../shared/clock.ts';
import type { WakeReason } from '../engine-driver.ts';
import type { EffectAddress } from '../store/effects.ts';
import { createChores, type Chores } from './chores.ts';
import { createEffectRuns, type EffectRuns } from './effect-runs.ts';
import type { HostParts } from './host-parts.ts';
import { walkProcess, type WalkOutcome } from './walk-process.ts';

/** The interpreter on PostgreSQL: what a driver calls, in whichever order and however often. */
export interface ProcessHost {
  /** @throws CountersignError STORE_UNAVAILABLE */
  walk(hostId: string, processId: string, reason: WakeReason): Promise<WalkOutcome>;
  /** @throws NodeStops, CountersignError STORE_UNAVAILABLE */
  runEffect(hostId: string, address: EffectAddress): Promise<void>;
  /** Does what is due by the clock and by events. @returns when to look again at the latest */
  attend(now: Instant): Promise<Instant>;
  /** An event of this host was stored elsewhere than in a walk. */
  eventArrived(hostId: string): void;
  readonly effectsUnderWay: number;
  /** Ends the effects that are under way, recording nothing of them. */
  close(): Promise<void>;
}

/** @param options.nudge sends what wakes were written, and has `attend` called soon */
export function createProcessHost(options: Omit<HostParts, 'eventArrived' | 'effectWithdrawn'>): ProcessHost {
  const eventArrived = (hostId: string) => {
    chores.eventArrived(hostId);
    options.nudge();
  };
  const parts: HostParts = {
    ...options,
    eventArrived,
    effectWithdrawn: (processId, path) => runs.withdrawn(processId, path),
  };
  const chores: Chores = createChores(parts);
  const runs: EffectRuns = createEffectRuns(parts);
  return {
    walk: (hostId, processId, reason) => walkProcess(parts, hostId, processId, reason),
    runEffect: (hostId, address) => runs.run(hostId, address),
    attend: (now) => chores.attend(now),
    eventArrived,
    get effectsUnderWay() {
      return runs.underWay;
    },
    close: () => runs.close(),
  };
}
