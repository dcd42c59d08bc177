import { createHash } from 'node:crypto';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Clock, Instant, Timers } from '../../shared/clock.ts';
import type { WakeReason } from '../engine-driver.ts';
import type { Reach } from '../reach.ts';
import type { Database, Tx } from '../store/database.ts';
import { recordResumeFailure } from '../store/processes.ts';
import { forgetWakes, hostsToWake, putOffWakes, takeWakes, type Wake } from '../store/wake-outbox.ts';
import { EngineRefusal, type RestateClient } from './restate-client.ts';
import { processService } from './send-following.ts';

// S1: a wake leaves the outbox in the transaction in which the engine took it; while it is being sent no other node sends it.
// S2: what the engine did not take stays, is shown on its process, and is tried again with growing pauses, whichever node does.

export interface WakeSender {
  /** Something was written: look soon. Never waits. */
  nudge(): void;
  /** Resolves when nothing is left that can be sent now. */
  idle(): Promise<void>;
  /** Sends nothing more; what is being sent is waited for. */
  close(): Promise<void>;
}

export interface WakeSenderOptions {
  readonly db: Database;
  readonly client: Pick<RestateClient, 'send'>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly reach: Reach;
  /** Restate does not know what to call: somebody should tell it. */
  readonly onUnknown: () => void;
}

/** In one transaction, which holds a connection until all of them are taken. */
const mostTogether = 256;
/** What no nudge told of (another node wrote it and died) is found by a look so often. */
const longestSleepMs = 3_000;
const firstPauseMs = 250;
const longestPauseMs = 30_000;

export function createWakeSender(options: WakeSenderOptions): WakeSender {
  const { db, clock, timers, log } = options;
  let working: Promise<void> | null = null;
  let nudged = false;
  let closed = false;
  let sleep: { cancel(): void } | null = null;

  const work = async () => {
    let nextAt: Instant | null = null;
    while (nudged && !closed) {
      nudged = false;
      try {
        const due = await db.readAllHosts((reader) => hostsToWake(reader, clock.now()));
        nextAt = due.nextAt;
        const sent = await Promise.all(due.hostIds.map((hostId) => sendOfHost(options, hostId)));
        if (sent.some((count) => count > 0)) nudged = true;
      } catch (error) {
        log.error('Wakes could not be sent', errorFields(error));
        nextAt = null;
      }
    }
    if (closed) return;
    const pause = nextAt === null ? longestSleepMs : nextAt - clock.now();
    sleep = timers.after(Math.min(Math.max(pause, 1), longestSleepMs), nudge);
  };

  const nudge = () => {
    nudged = true;
    if (working !== null || closed) return;
    sleep?.cancel();
    working = work().finally(() => {
      working = null;
      if (nudged) nudge();
    });
  };

  return {
    nudge,
    async idle() {
      nudge();
      while (working !== null) await working;
    },
    async close() {
      closed = true;
      sleep?.cancel();
      await working;
    },
  };
}

/** @returns how many were taken by the engine */
async function sendOfHost(options: WakeSenderOptions, hostId: string): Promise<number> {
  const { db, clock, reach } = options;
  return db.write(hostId, async (tx) => {
    const wakes = await takeWakes(tx, clock.now(), mostTogether);
    if (wakes.length === 0) return 0;
    reach('wake.before-send');
    const results = await Promise.all(
      byProcess(wakes).map(async (ofProcess) => ({
        ofProcess,
        refusal: await send(options.client, hostId, ofProcess),
      })),
    );
    reach('wake.sent');
    const taken = results.filter(({ refusal }) => refusal === null).flatMap(({ ofProcess }) => ofProcess);
    await forgetWakes(tx, idsOf(taken));
    for (const { ofProcess, refusal } of results) {
      if (refusal !== null) await putOff(options, tx, ofProcess, refusal);
    }
    return taken.length;
  });
}

/** Several wakes of one process are one walk. */
function byProcess(wakes: readonly Wake[]): Wake[][] {
  const grouped = new Map<string, Wake[]>();
  for (const wake of wakes) {
    const others = grouped.get(wake.processId);
    if (others === undefined) grouped.set(wake.processId, [wake]);
    else others.push(wake);
  }
  return [...grouped.values()];
}

/** These have everything looked at again, so they stand for all others. */
const thorough: readonly WakeReason[] = ['start', 'resume', 'retry'];

async function send(
  client: Pick<RestateClient, 'send'>,
  hostId: string,
  wakes: readonly Wake[],
): Promise<EngineRefusal | null> {
  const wake = wakes.find(({ reason }) => thorough.includes(reason)) ?? wakes[0];
  if (wake === undefined) return null;
  try {
    await client.send({
      service: processService,
      key: wake.processId,
      handler: wake.reason,
      body: { hostId },
      idempotencyKey: keyOf(wakes),
    });
    return null;
  } catch (error) {
    if (error instanceof EngineRefusal) return error;
    throw error;
  }
}

async function putOff(
  options: WakeSenderOptions,
  tx: Tx,
  wakes: readonly Wake[],
  refusal: EngineRefusal,
): Promise<void> {
  const { clock, random, log } = options;
  const attempts = Math.max(...wakes.map((wake) => wake.attempts));
  const pause = Math.min(firstPauseMs * 2 ** attempts, longestPauseMs) * (0.5 + random() / 2);
  const nextTryAt = clock.now() + Math.ceil(pause);
  if (refusal.isUnknown) options.onUnknown();
  const error = refusal.message;
  await putOffWakes(tx, idsOf(wakes), { error, nextTryAt });
  const [first] = wakes;
  if (first === undefined) return;
  await recordResumeFailure(tx, [first.processId], error, nextTryAt);
  log.warn('The engine does not take a wake', {
    processId: first.processId,
    attempts: attempts + 1,
    ...errorFields(refusal),
  });
}

/** Of exactly these: one that joins those that were sent before is sent, whether or not the engine has them. */
function keyOf(wakes: readonly Wake[]): string {
  return createHash('sha256').update(idsOf(wakes).join(' ')).digest('base64url');
}

function idsOf(wakes: readonly Wake[]): number[] {
  return wakes.map(({ id }) => id);
}
