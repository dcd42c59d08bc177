import { errorFields } from '../../service/error-fields.ts';
import type { Instant } from '../../shared/clock.ts';
import type { EngineDriver } from '../engine-driver.ts';
import type { DriverParts } from '../host/host-parts.ts';
import { createProcessHost } from '../host/process-host.ts';
import { countWakes, enqueueWakes } from '../store/wake-outbox.ts';
import { openProcesses } from '../store/processes.ts';
import { createRestateClient, EngineRefusal, type RestateClient } from './restate-client.ts';
import { restateServices } from './restate-services.ts';
import { processService } from './send-following.ts';
import { createWakeSender } from './wake-sender.ts';
import { openWorkerEndpoint, type WorkerEndpoint } from './worker-endpoint.ts';

// D1: the driver owns the endpoint that Restate calls, the sender of wakes, and the chores; whoever starts it closes it.
// D2: the node goes on without Restate: what is asked for is recorded and shown as not gone on, until Restate is back.

export interface RestateOptions {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** Where this node listens for Restate. */
  readonly endpointHost: string;
  /** 0: one that is free. Restate holds on to an address, so it should stay the same from start to start. */
  readonly endpointPort: number;
  /** How Restate gets there, where that is another address: a name that several nodes answer to; null: the same. */
  readonly endpointUrl: string | null;
  readonly identityKeys: readonly string[];
  /** Whether Restate calls this node alone, and so at no other address than this one. */
  readonly isOnly: boolean;
}

export type RestateDriverOptions = DriverParts & {
  readonly restate: RestateOptions;
};

/** How long the start waits for Restate; after that it goes on trying beside. */
const mostTriesAtStart = 40;
const pauseAtStartMs = 250;
const pauseLaterMs = 5_000;
/** In one transaction, where every process is told to a Restate that knows none. */
const mostTogether = 1_000;
/** How often in a row nothing must be found to be under way before it is so. */
const looksWhenQuiet = 5;

export function createRestateDriver(options: RestateDriverOptions): EngineDriver {
  const { db, clock, timers, log, restate } = options;
  const client = createRestateClient({ ingress: restate.ingressUrl, admin: restate.adminUrl });
  let chores: ReturnType<typeof repeat> | null = null;
  const sender = createWakeSender({ ...options, client, onUnknown: () => registerSoon() });
  const host = createProcessHost({ ...options, nudge: () => sender.nudge() });
  let endpoint: WorkerEndpoint | null = null;
  let closed = false;
  let isRegistered = false;
  /** Every process was told to a Restate that is new and does not know this node yet. */
  let hasWoken = false;
  let again: { cancel(): void } | null = null;

  const registerOnce = async (): Promise<boolean> => {
    if (endpoint === null) return false;
    const { endpointHost, endpointUrl } = restate;
    try {
      // A Restate that has lost its state, or another one: it knows of no process and of no timer. That is written down before it
      // knows of us, so that whoever dies in between leaves one that is still new.
      if (!hasWoken && !(await client.services()).includes(processService)) {
        await wakeAll(options);
        hasWoken = true;
      }
      await client.register(endpointUrl ?? `http://${endpointHost}:${endpoint.port}`, restate.isOnly);
      hasWoken = false;
      isRegistered = true;
      sender.nudge();
      return true;
    } catch (error) {
      log.warn('The engine does not know this node yet', errorFields(error));
      return false;
    }
  };

  const registerSoon = (pause = 0) => {
    if (again !== null || closed) return;
    again = timers.after(pause, () => {
      void registerOnce().then((done) => {
        again = null;
        if (!done) registerSoon(pauseLaterMs);
      });
    });
  };

  let lookedAt = clock.now();
  /** One that has lost its state while nothing was sent to it would keep every timer waiting. */
  const lookAfterEngine = async (now: Instant) => {
    if (now >= lookedAt && now - lookedAt < pauseLaterMs) return;
    lookedAt = now;
    try {
      if (!(await client.services()).includes(processService)) registerSoon();
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
    }
  };

  return {
    interpreter: options,
    async start() {
      endpoint = await openWorkerEndpoint({
        ...options,
        services: restateServices({ host, client, clock }),
        host: restate.endpointHost,
        port: restate.endpointPort,
        identityKeys: restate.identityKeys,
      });
      let tries = 0;
      while (!(await registerOnce()) && (tries += 1) < mostTriesAtStart && !closed) {
        await new Promise<void>((resolve) => void timers.after(pauseAtStartMs, resolve));
      }
      if (!isRegistered) registerSoon(pauseLaterMs);
      sender.nudge();
      chores = repeat(options, async (now) => {
        await lookAfterEngine(now);
        return host.attend(now);
      });
    },
    nudge() {
      sender.nudge();
      chores?.soon();
    },
    eventArrived(hostId) {
      host.eventArrived(hostId);
      chores?.soon();
    },
    health: () => healthOf(client, isRegistered),
    async idle() {
      const isBusy = async () => {
        await chores?.settled();
        await sender.idle();
        if ((await client.callsUnderWay()) > 0) return true;
        return (await db.readAllHosts(countWakes)) > 0;
      };
      // What it has taken a moment ago may not be among what it tells of yet.
      for (let quiet = 0; quiet < looksWhenQuiet; quiet += 1) {
        if (await isBusy()) quiet = -1;
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
    async close() {
      closed = true;
      again?.cancel();
      await chores?.close();
      await sender.close();
      await host.close();
      await endpoint?.close();
      await client.close();
    },
  };
}

async function healthOf(
  client: RestateClient,
  isRegistered: boolean,
): Promise<{ ok: boolean; detail: string }> {
  try {
    await client.mustBeHealthy();
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    return { ok: false, detail: error.message };
  }
  return isRegistered
    ? { ok: true, detail: 'The workflow engine takes wakes' }
    : { ok: false, detail: 'The workflow engine does not know this node yet' };
}

/** Has every process walked that has not ended: its effects and its timers are sent anew. */
async function wakeAll({ db, clock, log }: RestateDriverOptions): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  let count = 0;
  for (;;) {
    const page = await db.readAllHosts((reader) => openProcesses(reader, after, mostTogether));
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.processId;
    count += page.length;
    for (const hostId of new Set(page.map((process) => process.hostId))) {
      const ids = page.flatMap((process) => (process.hostId === hostId ? [process.processId] : []));
      await db.write(hostId, (tx) => enqueueWakes(tx, ids, 'resume', clock.now()));
    }
  }
  if (count > 0) log.info('The engine is new: every open process is told to it', { processes: count });
}

/** Calls `look` again and again: when it says, or soon after somebody asked. One at a time. */
function repeat(
  { clock, timers, log }: Pick<RestateDriverOptions, 'clock' | 'timers' | 'log'>,
  look: (now: number) => Promise<number>,
): { soon(): void; settled(): Promise<void>; close(): Promise<void> } {
  let working: Promise<void> | null = null;
  let asked = false;
  let closed = false;
  let sleep: { cancel(): void } | null = null;

  const work = async () => {
    asked = false;
    let nextAt = clock.now() + pauseLaterMs;
    try {
      nextAt = await look(clock.now());
    } catch (error) {
      log.error('What is due by the clock could not be looked at', errorFields(error));
    }
    if (!closed && !asked) sleep = timers.after(Math.max(nextAt - clock.now(), 1), soon);
  };
  const soon = () => {
    asked = true;
    if (working !== null || closed) return;
    sleep?.cancel();
    working = work().finally(() => {
      working = null;
      if (asked) soon();
    });
  };
  soon();
  return {
    soon,
    async settled() {
      while (working !== null) await working;
    },
    async close() {
      closed = true;
      sleep?.cancel();
      await working;
    },
  };
}
