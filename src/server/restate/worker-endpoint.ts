import { createServer, type ServerHttp2Session } from 'node:http2';
import { createEndpointHandler } from '@restatedev/restate-sdk/node';
import type { Log } from '../../service/log.ts';
import type { Timers } from '../../shared/clock.ts';
import type { restateServices } from './restate-services.ts';

/** Where Restate calls this node, over HTTP/2. */
export interface WorkerEndpoint {
  readonly port: number;
  /** Lets the calls under way end, for so long; what is not done then is called again, here or on another node. */
  close(): Promise<void>;
}

export interface WorkerEndpointOptions {
  readonly services: ReturnType<typeof restateServices>;
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** `publickeyv1_…`: only calls that are signed by one of these are answered; none: every call is. */
  readonly identityKeys: readonly string[];
  readonly timers: Timers;
  readonly log: Log;
}

const endsWithinMs = 5_000;
const loggedLevels: readonly string[] = ['error', 'warn'];

/** @throws the error of listen, such as EADDRINUSE */
export async function openWorkerEndpoint(options: WorkerEndpointOptions): Promise<WorkerEndpoint> {
  const { services, host, port, identityKeys, timers, log } = options;
  const server = createServer(
    createEndpointHandler({
      services,
      ...(identityKeys.length === 0 ? {} : { identityKeys: [...identityKeys] }),
      // Messages of the SDK quote inputs; which call failed is what a log needs.
      logger: ({ level, context }) => {
        if (!loggedLevels.includes(level)) return;
        log.warn('A call of the engine failed', {
          target: context?.invocationTarget ?? null,
          invocation: context?.invocationId ?? null,
        });
      },
    }),
  );
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.once('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async close() {
      const late = timers.after(endsWithinMs, () => {
        for (const session of sessions) session.destroy();
      });
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.close();
      });
      late.cancel();
    },
  };
}
