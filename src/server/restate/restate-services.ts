import { handlers, object, type ObjectContext } from '@restatedev/restate-sdk';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { wakeReasons, type WakeReason } from '../engine-driver.ts';
import type { ProcessHost } from '../host/process-host.ts';
import type { RestateClient } from './restate-client.ts';
import { effectService, processService, sendFollowing, Wake } from './send-following.ts';

// R1: the state is in PostgreSQL. Of Restate the handlers use that at most one runs for a key at a time, that one that fails is
//     called again, and that what is sent is called at its time, whichever node is left.
// R2: so they keep no journal: another version of the server can take over in the middle of one.
// R3: a handler ends only after what follows from it was taken by Restate; called again, it tells the same again.

const EffectCall = z.object({
  hostId: z.uuid(),
  processId: z.uuid(),
  path: z.string(),
  attempt: z.number().int(),
});

/** How long a handler that fails waits before it is called again, and that it never is given up. */
const retryPolicy = {
  initialInterval: 100,
  exponentiationFactor: 2,
  maxInterval: 10_000,
  maxAttempts: 2_000_000_000,
};
/** What was taken is remembered only as long as it may be sent twice. */
const retention = { idempotencyRetention: 60_000, journalRetention: 0 };
/** Effects wait for the world outside, which Restate takes for standing still. */
const longestEffectMs = 7 * 24 * 3_600_000;
export interface ServicesOptions {
  readonly host: ProcessHost;
  readonly client: Pick<RestateClient, 'send'>;
  readonly clock: Clock;
}

/** The Virtual Objects of the server: one for each process, and one for each effect that is under way. */
export function restateServices(options: ServicesOptions) {
  return [processObject(options), effectObject(options)];
}

function processObject({ host, client, clock }: ServicesOptions) {
  const handler = (reason: WakeReason) =>
    handlers.object.exclusive(async (context: ObjectContext, wake: unknown): Promise<void> => {
      const woken = Wake.parse(wake);
      const outcome = await host.walk(woken.hostId, context.key, reason);
      await sendFollowing({ client, clock }, { ...woken, processId: context.key }, outcome);
    });
  return object({
    name: processService,
    handlers: Object.fromEntries(wakeReasons.map((reason) => [reason, handler(reason)])),
    options: { retryPolicy, ...retention, inactivityTimeout: 200 },
  });
}

function effectObject({ host }: ServicesOptions) {
  return object({
    name: effectService,
    handlers: {
      run: handlers.object.exclusive(async (_context: ObjectContext, call: unknown): Promise<void> => {
        const { hostId, ...address } = EffectCall.parse(call);
        await host.runEffect(hostId, address);
      }),
    },
    options: {
      retryPolicy,
      ...retention,
      inactivityTimeout: longestEffectMs,
      abortTimeout: longestEffectMs,
    },
  });
}
