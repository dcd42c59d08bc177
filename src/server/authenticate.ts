import type { FastifyRequest } from 'fastify';
import type { Instant } from '../shared/clock.ts';
import type { ServerCaller } from './caller.ts';

export interface Authenticated {
  readonly caller: ServerCaller;
  /** Until when the token is good: a stream that is open then ends. */
  readonly expiresAt: Instant;
  /** The earliest time at which the sign-in can have been: who was removed after that is not let in by it. */
  readonly begunAt: Instant;
}

/**
 * Who sent a request, by its bearer token and its device header.
 * @throws CountersignError UNAUTHORIZED, TOKEN_EXPIRED or DEVICE_REVOKED
 */
export type Authenticate = (request: FastifyRequest) => Promise<Authenticated>;
