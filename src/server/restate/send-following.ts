import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import type { WakeReason } from '../engine-driver.ts';
import type { WalkOutcome } from '../host/walk-process.ts';
import type { EffectAddress } from '../store/effects.ts';
import type { RestateClient, Sending } from './restate-client.ts';

// F1: however many walks have the same time to wait for, one timer is sent for it: one that comes adds none but the next.
// F2: a timer that came before its time, by another machine's clock, is sent once more under a name of its own.
// F3: what is taken for known here and is not is found as overdue.

export const processService = 'process';
export const effectService = 'effect';

export const Wake = z.object({
  hostId: z.uuid(),
  /** Of a timer: the time that it was sent for, and how often it came too early. */
  at: z.number().optional(),
  early: z.number().int().optional(),
});

interface Walked extends z.infer<typeof Wake> {
  readonly processId: string;
}

/** Has Restate do what a walk left to be done. @throws EngineRefusal */
export async function sendFollowing(
  { client, clock }: { readonly client: Pick<RestateClient, 'send'>; readonly clock: Clock },
  walked: Walked,
  { effects, wakeAt, retryIn }: WalkOutcome,
): Promise<void> {
  const { hostId } = walked;
  for (const address of effects) await client.send(effectRun(hostId, address));
  if (retryIn !== null) await client.send(retry(walked, retryIn, clock.now()));
  if (wakeAt !== null) await client.send(timer(walked, wakeAt, wakeAt - clock.now()));
}

/** Those that would come in the same stretch of that length are one. */
function retry({ hostId, processId }: Walked, delay: number, now: number): Sending {
  return {
    service: processService,
    key: processId,
    handler: 'retry' satisfies WakeReason,
    body: { hostId },
    delay,
    idempotencyKey: `${processId} ${delay} ${Math.floor(now / delay)}`,
  };
}

function timer({ hostId, processId, at, early = 0 }: Walked, wakeAt: number, delay: number): Sending {
  const times = at === wakeAt ? early + 1 : 0;
  return {
    service: processService,
    key: processId,
    handler: 'timer' satisfies WakeReason,
    body: { hostId, at: wakeAt, early: times },
    delay,
    // What is due already is no timer: there was more to walk than one call should.
    ...(delay <= 0 ? {} : { idempotencyKey: `${processId} ${wakeAt} ${times}` }),
  };
}

function effectRun(hostId: string, { processId, path, attempt }: EffectAddress): Sending {
  // Paths can be long.
  const place = createHash('sha256').update(`${path}~r${attempt}`).digest('base64url');
  return {
    service: effectService,
    key: `${processId}-${place}`,
    handler: 'run',
    body: { hostId, processId, path, attempt },
  };
}
