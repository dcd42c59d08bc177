import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Timers } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Authenticate } from '../authenticate.ts';

/** Streams of the contract have no end of their own: they end when the node is stopped, and their readers go to another one. */
export function endStreamsOnClose(app: FastifyInstance): void {
  const open = new Set<ServerResponse>();
  onStream(app, (_request, { raw }) => {
    open.add(raw);
    raw.once('close', () => open.delete(raw));
  });
  app.addHook('preClose', (done) => {
    for (const stream of open) stream.destroy();
    done();
  });
}

/** How long a stream goes on at most after its token, its device or its user is no longer good. */
const betweenLooksMs = 15_000;
/** Whatever else goes wrong says nothing about who reads. */
const refusals = ['UNAUTHORIZED', 'TOKEN_EXPIRED', 'DEVICE_REVOKED', 'ACCESS_ENDED'];

/** Whoever reads a stream of the contract is asked for again and again, as for every call. */
export function endStreamsOfStrangers(
  app: FastifyInstance,
  authenticate: Authenticate,
  timers: Timers,
): void {
  onStream(app, (request, { raw }) => {
    let pending: { cancel(): void } | null = null;
    const refused = (error: unknown): boolean =>
      error instanceof CountersignError && refusals.includes(error.code);
    const later = () => {
      if (raw.destroyed) return;
      pending = timers.after(betweenLooksMs, () => {
        authenticate(request).then(later, (error: unknown) => {
          if (refused(error)) raw.destroy();
          else later();
        });
      });
    };
    raw.once('close', () => pending?.cancel());
    later();
  });
}

function onStream(app: FastifyInstance, begun: (request: FastifyRequest, reply: FastifyReply) => void): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream')) begun(request, reply);
    done(null, payload);
  });
}
