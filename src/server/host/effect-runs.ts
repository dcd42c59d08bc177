import { errorFields } from '../../service/error-fields.ts';
import { awaitedOf, type EffectAddress } from '../store/effects.ts';
import type { HostParts } from './host-parts.ts';
import { runEffect } from './run-effect.ts';

/** The effects that are under way on this node. */
export interface EffectRuns {
  /** Runs one to its end, or to where nobody waits for it any more. @throws NodeStops when it has to be run elsewhere */
  run(hostId: string, address: EffectAddress): Promise<void>;
  /** Ends a run that nobody waits for any more, if it is on this node. */
  withdrawn(processId: string, path: string): void;
  readonly underWay: number;
  /** Ends everything early and records nothing of it: it runs again, here or on another node. */
  close(): Promise<void>;
}

/** This node takes nothing new on and ends what is under way: another one, or its next start, does it. */
export class NodeStops extends Error {
  override readonly name = 'NodeStops';

  constructor() {
    super('This node stops');
  }
}

/** How many are under way at once on a node; the others wait for their turn. */
const sideBySide = 64;
/** How long an effect goes on at most whose task has been ended, on whichever node that was. */
const betweenLooksMs = 1_000;

interface Run {
  readonly hostId: string;
  readonly address: EffectAddress;
  readonly controller: AbortController;
}

export function createEffectRuns(parts: HostParts): EffectRuns {
  const runs = new Set<Run>();
  let look: { cancel(): void } | null = null;
  let closed = false;
  const waiting: (() => void)[] = [];

  /** Resolves when there is room for one more. */
  const turn = async () => {
    while (runs.size >= sideBySide && !closed) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  const lookLater = () => {
    if (look !== null || runs.size === 0 || closed) return;
    look = parts.timers.after(betweenLooksMs, () => {
      void endUnawaited(parts, runs).finally(() => {
        look = null;
        lookLater();
      });
    });
  };

  return {
    async run(hostId, address) {
      const run: Run = { hostId, address, controller: new AbortController() };
      await turn();
      if (closed) throw new NodeStops();
      runs.add(run);
      lookLater();
      try {
        await runEffect(parts, hostId, address, run.controller.signal);
      } finally {
        runs.delete(run);
        waiting.shift()?.();
      }
      if (closed) throw new NodeStops();
    },
    withdrawn(processId, path) {
      for (const { address, controller } of runs) {
        if (address.processId === processId && address.path === path) controller.abort();
      }
    },
    get underWay() {
      return runs.size;
    },
    async close() {
      closed = true;
      look?.cancel();
      for (const { controller } of runs) controller.abort();
      for (const resolve of waiting.splice(0)) resolve();
      await parts.effects.close();
    },
  };
}

/** Another node may have ended their tasks: what is no longer in the database is not waited for. */
async function endUnawaited({ db, log }: HostParts, runs: ReadonlySet<Run>): Promise<void> {
  try {
    for (const hostId of new Set([...runs].map((run) => run.hostId))) {
      const ofHost = [...runs].filter((run) => run.hostId === hostId);
      const addresses = ofHost.map(({ address }) => address);
      const awaited = await db.read(hostId, (reader) => awaitedOf(reader, addresses));
      const keys = new Set(awaited.map(keyOf));
      for (const { address, controller } of ofHost) if (!keys.has(keyOf(address))) controller.abort();
    }
  } catch (error) {
    log.warn('It could not be found out which effects are still waited for', errorFields(error));
  }
}

function keyOf({ processId, path, attempt }: EffectAddress): string {
  return `${processId}${path}~r${attempt}`;
}
