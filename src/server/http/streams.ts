import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Streams of the contract have no end of their own: they end when the node is stopped, and their readers go to another one. */
export function endStreamsOnClose(app: FastifyInstance): void {
  const open = new Set<ServerResponse>();
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream')) {
      open.add(reply.raw);
      reply.raw.once('close', () => open.delete(reply.raw));
    }
    done(null, payload);
  });
  app.addHook('preClose', (done) => {
    for (const stream of open) stream.destroy();
    done();
  });
}
