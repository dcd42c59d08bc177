import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CountersignError } from '../../shared/errors.ts';
import type { Authenticate } from '../authenticate.ts';
import type { ServerConfig } from '../config.ts';

const minute = 60_000;
/** Users and addresses that are counted at a time; those that were quiet longest are forgotten first. */
const counted = 50_000;

/**
 * Limits how often each user calls this node, and how often each address is refused; above that it is 429 with Retry-After.
 * @returns the same authentication, counted; what counts a call of somebody unknown; and what counts one more call of a user, for
 *   requests that are several: in seconds how long it has to wait, null when it need not
 */
export async function limitRequests(
  app: FastifyInstance,
  authenticate: Authenticate,
  config: Pick<ServerConfig, 'REQUESTS_PER_MINUTE' | 'REFUSALS_PER_MINUTE'>,
): Promise<{
  authenticate: Authenticate;
  countUnknown: (request: FastifyRequest) => Promise<void>;
  countMore: (request: FastifyRequest) => Promise<number | null>;
}> {
  await app.register(rateLimit, { global: false, cache: counted });
  const users = new WeakMap<FastifyRequest, string>();
  const waits = new WeakMap<FastifyRequest, number>();
  const perUser = app.createRateLimit({
    max: config.REQUESTS_PER_MINUTE,
    timeWindow: minute,
    keyGenerator: (request) => `user ${users.get(request) ?? ''}`,
  });
  const perAddress = app.createRateLimit({
    max: config.REFUSALS_PER_MINUTE,
    timeWindow: minute,
    keyGenerator: (request) => `address ${request.ip}`,
  });
  const waitOf = async (check: typeof perUser, request: FastifyRequest): Promise<number | null> => {
    const outcome = await check(request);
    return outcome.isAllowed || !outcome.isExceeded ? null : outcome.ttlInSeconds;
  };
  const count = async (check: typeof perUser, request: FastifyRequest): Promise<void> => {
    const wait = await waitOf(check, request);
    if (wait === null) return;
    waits.set(request, wait);
    throw new CountersignError('RATE_LIMITED');
  };
  app.addHook('onSend', (request, reply, payload, done) => {
    const seconds = waits.get(request);
    if (seconds !== undefined) void reply.header('retry-after', String(seconds));
    done(null, payload);
  });
  return {
    async authenticate(request) {
      let authenticated;
      try {
        authenticated = await authenticate(request);
      } catch (error) {
        await count(perAddress, request);
        throw error;
      }
      users.set(request, `${authenticated.caller.hostId} ${authenticated.caller.actor.userId}`);
      await count(perUser, request);
      return authenticated;
    },
    countUnknown: (request) => count(perAddress, request),
    countMore: (request) => waitOf(perUser, request),
  };
}
