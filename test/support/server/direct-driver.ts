import type { EngineDriver, WakeReason } from '../../../src/server/engine-driver.ts';
import { createProcessHost, type ProcessHost } from '../../../src/server/host/process-host.ts';
import type { DriverParts } from '../../../src/server/host/host-parts.ts';
import type { Database } from '../../../src/server/store/database.ts';
import { openProcesses, overdueProcesses } from '../../../src/server/store/processes.ts';
import { enqueueWakes, forgetWakes, hostsToWake, takeWakes } from '../../../src/server/store/wake-outbox.ts';
import type { Instant } from '../../../src/shared/clock.ts';
import { integerOrNull } from '../../../src/service/columns.ts';

export interface DirectDriver extends EngineDriver {
  readonly host: ProcessHost;
}

export type DirectDriverOptions = DriverParts;

/** Comes before every id. */
const noId = '00000000-0000-0000-0000-000000000000';

/** How many processes are walked side by side. */
const sideBySide = 8;

/**
 * Walks due processes right here, in the place of the distributed engine: everything of the server but the way that wakes, timers
 * and effects take. `idle` resolves when nothing is left to do at the time that the clock shows.
 */
export function createDirectDriver(options: DirectDriverOptions): DirectDriver {
  const { db, clock, timers } = options;
  const effects = new Set<Promise<void>>();
  let working: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let sleep: { cancel(): void } | null = null;
  const failures: unknown[] = [];

  const nudge = () => {
    again = true;
    working ??= work().finally(() => {
      working = null;
      if (again && !closed) nudge();
    });
  };
  const host = createProcessHost({ ...options, nudge });

  const work = async () => {
    // What nudges is in the middle of something else.
    await new Promise((resolve) => setImmediate(resolve));
    sleep?.cancel();
    while (again && !closed) {
      again = false;
      try {
        const lookAt = await host.attend(clock.now());
        const due = await takeDue(db, clock.now());
        if (due.length > 0) again = true;
        await walkEach(due);
        if (!again) sleep = timers.after(Math.max(await untilNext(lookAt), 1), nudge);
      } catch (error) {
        if (!closed) failures.push(error);
      }
    }
  };

  const walkEach = async (due: readonly Due[]) => {
    const left = [...due];
    const one = async () => {
      for (let next = left.shift(); next !== undefined && !closed; next = left.shift()) {
        const { hostId, processId, reason } = next;
        const outcome = await host.walk(hostId, processId, reason);
        for (const address of outcome.effects) {
          const run = host.runEffect(hostId, address).catch(() => {});
          effects.add(run);
          void run.finally(() => {
            effects.delete(run);
            nudge();
          });
        }
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, one));
  };

  const untilNext = async (lookAt: Instant) => {
    const now = clock.now();
    const rows = await db.readAllHosts((reader) =>
      reader.query(`SELECT min(wake_at) AS at FROM process WHERE suspended_at IS NULL AND wake_at > $1`, now),
    );
    const wakeAt = rows[0] === undefined ? null : integerOrNull(rows[0], 'at');
    return Math.min(lookAt, wakeAt ?? lookAt) - now;
  };

  return {
    host,
    interpreter: options,
    eventArrived: (hostId) => host.eventArrived(hostId),
    async start() {
      // What a run before had under way is known to nobody but the database.
      for (const { hostId, processId } of await db.readAllHosts((reader) =>
        openProcesses(reader, noId, 10_000),
      )) {
        await db.write(hostId, (tx) => enqueueWakes(tx, [processId], 'resume', clock.now()));
      }
      nudge();
    },
    nudge,
    health: async () => ({ ok: !closed, detail: 'in this process' }),
    async idle() {
      nudge();
      while (working !== null || effects.size > 0) {
        await Promise.race([...(working === null ? [] : [working]), ...effects]);
      }
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
    },
    async close() {
      closed = true;
      sleep?.cancel();
      await host.close();
      await working;
      await Promise.all(effects);
    },
  };
}

interface Due {
  readonly hostId: string;
  readonly processId: string;
  readonly reason: WakeReason;
}

/** Each process once, whatever wakes it. */
async function takeDue(db: Database, now: Instant): Promise<Due[]> {
  const due = new Map<string, Due>();
  const { hostIds } = await db.readAllHosts((reader) => hostsToWake(reader, now));
  for (const hostId of hostIds) {
    const wakes = await db.write(hostId, async (tx) => {
      const taken = await takeWakes(tx, now, 500);
      await forgetWakes(
        tx,
        taken.map(({ id }) => id),
      );
      return taken;
    });
    for (const { processId, reason } of wakes) due.set(processId, { hostId, processId, reason });
  }
  for (const process of await db.readAllHosts((reader) => overdueProcesses(reader, now, 500))) {
    if (!due.has(process.processId)) due.set(process.processId, { ...process, reason: 'timer' });
  }
  return [...due.values()];
}
